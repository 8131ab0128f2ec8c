"""Documents made for the tests: a web page, and PDFs that are plain, scanned or encrypted."""

import io
import json
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

PARAGRAPHS = (
    "The ferry to Westmark sailed again on Friday after nine days in which no boat could leave the harbour.",
    "“We are glad that it is over,” the mayor, Ada Lind, told reporters on the quay as the first cars drove on.",
    "The company said the repair of the ramp had taken longer than planned because a part came late.",
)


def page(body: Sequence[str] = PARAGRAPHS, head: str = "", after: str = "") -> bytes:
    """A news page with a menu and a footer around an article."""
    article = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<!doctype html><html><head>{head}</head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>Ferry sails again</h1>{article}</article>{after}<footer>All rights kept</footer></body></html>"
    ).encode()


def json_ld(**said: object) -> str:
    """A NewsArticle in JSON-LD that says `said`."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **said}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def pdf(lines: Sequence[str], password: str | None = None, **info: str) -> bytes:
    """A PDF of one page with `lines`, without any text layer if there are none; `info` such as Title="…"."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(width=600, height=800)
    if lines:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        shown = " T* ".join(f"({line}) Tj" if line else "" for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 14 TL 50 750 Td {shown} ET".encode("latin-1"))
        sheet[NameObject("/Contents")] = content
    if info:
        writer.add_metadata({f"/{key}": value for key, value in info.items()})
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
