"""What a line of an article is by its own words: the furniture that newsrooms put around a report.

General forms only, no outlet's name. It knows nothing of where the line stands; `store.clean` does.
"""

import re

from store.article import Kind

LONGEST = 700
"""Characters; a longer line is body whatever it looks like, which also bounds the work of the patterns."""
_FURNITURE = 300
"""Characters that promos and boilerplate have at most."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Quantifiers that could be read in many ways are possessive (`*+`, `++`, `?>`): the text is not to be trusted.
_NAMES = r"(?-i:(?:[A-Z][\w.’'-]*+|(?:and|of|the|for|in|at|from|by|editing|writing|reporting)\b|[&,;/\s])++)"
_PICTURE = r"(?:photo(?:graph)?s?|images?|pictures?|(?:info)?graphics?|illustrations?|screenshots?)"
_WORK = r"(?-i:[Rr]eporting|[Ww]riting|[Ee]diting|[Pp]roduction|[Tt]ranslat(?:ed|ion)|Compiled|Edited|Written|Reported)"
_BUTTON = (
    r"(?>(?:share|print|e-?mail|save|copy|gift|listen|bookmark|like|report|tweet|pin|flag|view|download)(?: (?:this|"
    r"link|url|on|via|to|the|article|story|page|post|it|pdf|facebook|twitter|x|whatsapp|e-?mail|friends?)\b){0,4}+|"
    r"facebook|twitter|whatsapp|telegram|reddit|linkedin|pinterest|instagram|flipboard|messenger|"
    r"advertise?(?:ment|ing)|sponsored(?: content)?|ad|close|menu|loading(?:\.\.\.|…)?|home|search|back to top|"
    r"skip to (?:main )?content|(?:log|sign) in|terms (?:of|and) \w+|privacy(?: policy)?|cookie (?:policy|settings)|"
    r"contact us|about us|read aloud|(?:text|font) size|reply)"
)
_SITES = r"(?:twitter|x|facebook|instagram|threads|bluesky|telegram|whatsapp|linkedin|youtube|tiktok|google news)"

_CAPTION = _any(
    rf"(?:file |exclusive )?(?:{_PICTURE}|pictured|caption|map|video)(?: (?:gallery|credits?|caption))?\s*[:|]",
    r"(?:image|photo|video|media|figure) (?:source|caption|credit|copyright)\b",
    r"(?-i:FILE)(?: (?:photo|image|picture))?\s*[-–—:]",
    rf"{_PICTURE} (?:by|courtesy of) {_NAMES}$",
    r"(?:in this (?:\w+ ){0,3}|this (?:handout|undated|combination|aerial|file|combo) (?:\w+ ){0,2})"
    r"(?:photo(?:graph)?|image|picture|frame)\b",
    r"(?:from left|left to right|clockwise from|above|from top)\b[^:.]{0,20}:",
    r"(?:data|charts?|sources?|credits?)\s*:[^.]{1,200}$",
)
_CREDIT = re.compile(
    r"[(\[](?=[^()\[\]]{2,120}[)\]]$)(?:[^()\[\]]{0,25}?\b(?i:photos?|images?|picture|photograph|illustration|credit|"
    r"courtesy|handout|pool|screengrab)\b\s*(?:/|:|by\b|of\b|via\b)|[^()\[\]]*[A-Z][\w.’'-]* via [A-Z]|"
    r"(?<=\()[^()\[\]]*[A-Z][\w.’'-]*\s?/\s?[A-Z])[^()\[\]]*[)\]]$"
    rf"|(?:^|[.!?”\"]\s)(?i:{_PICTURE}|credits?)(?i: credit| by)?:\s*[^.:]{{2,60}}\.?$"
    r"|^(?=.{1,80}$)(?:[A-Z][\w.’'-]*\s){0,4}[A-Z][\w.’'-]*(?:\s?/\s?[A-Z][\w.’' -]*|\svia\s[A-Z][\w.’' -]*){1,3}$"
)
"""A picture's credit at the end of a line makes the whole line a caption; so does one that is the line."""
_PROMO = _any(
    r"(?:more|read|watch|listen|related|recommended|trending|live|live updates?|previously|see also|also see|"
    r"(?:also|must|next)[ -](?:read|watch|see|listen|on|in)|read (?:also|next|more|this)|don['’]t miss|up next|"
    r"further reading|you may also like|in case you missed it|(?:go|dig) deeper)\s*[:|»>](?!\s(?-i:[a-z]).*\.$)",
    r"also (?:read|on|in|see|watch)\b[^.]{0,60}:?$",
    r"read (?:below|on) for\b|read (?:(?:more|also|next)\b\s*(?:$|[.…»>→-]|(?:about|on|at|from|in|here|of|stories|"
    r"news)\b.{0,100}$)|(?:the )?(?:full|whole|entire|original|rest|latest|our)\b.{0,80}$)",
    r"(?:watch|listen|see|view)\b[^,]{0,90}\b(?:here|below|above|video|clip|live|podcast|gallery)\b[^,]{0,30}$",
    r"(?:sign up|subscribe|register)(?: (?:for|to|now|here|today|with|free|below)\b|[.!]?$)",
    r"(?:click|tap) (?:here|below|on the link)\b|(?:enter|submit|confirm) your e-?mail\b",
    r"get (?:the|our|all|more|unlimited|breaking|daily)\b.{0,80}\b(?:inbox|newsletter|app|e-?mail|updates|alerts?)\b",
    r"(?:download|get|install) (?:our|the) .{0,30}\bapp\b|(?:join|follow|like) (?:us|our|the page)\b|"
    r".{0,80}\blike (?:us|the page):?$",
    rf"(?:follow|find|reach)\b.{{1,80}}(?:@\w|\bon {_SITES}\b).{{0,60}}$",
    r"(?:(?:continue|keep) reading|(?:story|article) continues)\b.{0,40}$|(?:scroll|swipe) (?:down|up|for)\b",
)
LINKS = _any(
    r"more (?:coverage|stories|news|from|on|about|in|to (?:read|explore))\b[^.!?]{0,40}$",
    r"(?:related|recommended|trending|latest|popular|top|other|suggested) (?:stories|articles|topics|content|coverage|"
    r"links?|news|reading|posts?|videos?|reads|headlines|now|for you)\b[^.!?]{0,30}$",
    r"(?:recommended|trending|related|up next|what to read next|don['’]t miss|editor['’]?s['’]? (?:picks?|choice)):?$",
    r"most (?:read|popular|viewed|shared|watched)\b[^.!?]{0,20}$",
    r"you (?:may|might) (?:also )?(?:like|be interested in):?$",
)
"""The heading of a list of links: the link titles that follow it are promo too."""
_BOILERPLATE = _any(
    r"[\W_]+$|-\s?30\s?-$|ends?$",
    rf"(?=.{{1,120}}$){_BUTTON}(?:[\s|•·/,.+]++{_BUTTON})*+[\s.|]*$",
    r"(?:original )?source (?:link|url)\b.{0,20}$|source\s*:\s*https?://\S+$",
    r"\(?with (?:\w+ )?(?:(?:inputs?|reporting|files|contributions?) (?:from|by)\b.{0,120}|inputs?\)?\.?)$",
    r"originally (?:published|posted|appeared)\b|the post\b.{0,300}\bappeared first on\b",
    r"this (?:article|story|piece|report|post|column|essay)\b.{0,250}\b(?:originally|first) "
    r"(?:was )?(?:published|appeared|posted|written)\b|.*\b(?:originally|first) (?:appeared|published) (?:on|in|at) "
    r"\S+\.[a-z]{2,}/?\.?$",
    r"(?:categor(?:y|ies)|tag(?:s|ged)?|topics?|keywords?|filed (?:under|to|in)|posted in|section|labels?|via|"
    r"contribut(?:ing|ors?))\s*:",
    r"(?:tagged(?: with)?|filed under|posted in) .{0,100}$|(?:posted|submitted|shared|uploaded|seeded|reposted) by\b",
    r"(?:first |last )?(?:published|updated|posted|modified)(?: (?:on|at))?\s*:?\s(?=.{0,20}\d).{0,60}$",
    r"(?:reading time|\d+[\s-]min(?:ute)?s?[ -](?:read|listen))\b.{0,30}$",
    r"(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|\d{4}|,))|.{0,200}\ball rights reserved\b|this material may not be \w+\b",
    r".*\b(?:syndicated (?:news )?feed|not been edited by)\b|(?:the )?(?:views|opinions) (?:and \w+ )?expressed\b",
    r"your e-?mail address will not be published\b|required fields are marked\b|save my name\b|notify me of\b|"
    r"you must be (?:logged|signed) in\b|this site uses \w+ to reduce spam\b",
    rf"\(?(?:additional |further )?{_WORK} (?:(?:and|,) \w+ )*by (?-i:(?=[A-Z])){_NAMES}\)?\.?$",
    r".*\bcontributed(?: \w+)? to this (?:report|story|article|piece)\b.{0,60}$",
    rf"(?-i:[A-Z][\w’'-]+) reported from {_NAMES}$",
    r"\((?:digest|summary|transcript|translat(?:ion|ed)|compiled|adapted|abridged|condensed|written|edited|updated|"
    r"this (?:article|story|piece|report|text|copy|digest))\b[^()]+\)\.?$",
    r"(?:h/t|hat tip)\b.{0,80}$|\((?:h/t|via) [^()]{1,60}\)$",
)
BYLINE = _any(
    rf"(?:by|co-authored by|words by|story by|analysis by)\s*:?\s{_NAMES}$",
    r"(?:\w+day,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d{1,4}\b"
    r"[^a-z]{0,20}(?:\d|[ap]\.?m|[a-z]{2,4}\b|[\s:,.()+-]){0,20}$",
)
"""Lines above the first prose: who wrote it, and when it came out."""
GLUED = re.compile(
    r"(?<=[.!?”\"'’)])\s*(?P<boilerplate>\((?i:with (?:\w+ )?inputs?|additional reporting|reporting by|"
    r"editing by|edited by|with agenc)[^()]{0,120}\)\.?|(?i:source link)|Originally published (?:as|on|in|"
    r"at) .{1,200}|Advertisement)$"
    r"|(?<=[.!?”\"'’)])\s*(?P<promo>R(?:ead|EAD) (?:more|MORE)(?:\.{3}|…|:.{1,120})?|Also (?:read|Read): .{1,120})$"
)
"""Furniture that lost its line break and hangs at the end of the last body line."""
MARKER = _any(
    r"(?:leave|post|add|write|submit) (?:a|your) (?:comment|reply|response)\b.{0,30}$",
    r"(?:(?:view|show|read|see) )?(?:all )?(?:\d[\d,]* )?comments?(?: \(?\d[\d,]*\)?| section)?:?$",
    r"(?:\d[\d,]*|one|no) (?:comments?|repl(?:y|ies)|responses?|thoughts?)(?: (?:to|on) .{1,200})?$",
    r"(?:readers?['’]?s?|user|facebook|top) comments:?$|what (?:our )?readers (?:are saying|say|said|think):?$",
    r"(?:join|start) the (?:conversation|discussion|debate)\b.{0,30}$",
    r"comments (?:are|have been) (?:closed|disabled|turned off)\b",
)
"""Where the readers' comments begin."""
_ORNAMENT = re.compile(r"^(?:[\s>*_#•·▪►»●▶→|-]++|!(?=\[))++")


def bare(text: str) -> str:
    """The first characters of a line, as many as are judged, without list marks and Markdown ornament."""
    return _ORNAMENT.sub("", text[: LONGEST + 1]).rstrip("*_ ") or text[:LONGEST]


def form(text: str) -> Kind:
    """What a line without outer whitespace is by its own words; body where no pattern knows it."""
    words = bare(text)
    short = len(words) <= _FURNITURE
    if len(words) > LONGEST:
        return "body"
    if short and (_BOILERPLATE.match(words) or MARKER.match(words)):
        return "boilerplate"
    if text.startswith("![") or _CAPTION.match(words) or _CREDIT.search(words):
        return "caption"
    return "promo" if short and (_PROMO.match(words) or LINKS.match(words)) else "body"
