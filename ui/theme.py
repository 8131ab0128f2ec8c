"""The look of the page as far as Gradio's own parts go: the colours of `page.css`, and system fonts."""

import gradio as gr

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
_COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "quiet",
    "background_fill_primary": "sheet",
    "background_fill_secondary": "paper",
    "border_color_primary": "line",
    "block_background_fill": "sheet",
    "block_border_color": "line",
    "block_label_text_color": "quiet",
    "block_title_text_color": "ink",
    "block_info_text_color": "quiet",
    "input_background_fill": "field",
    "input_border_color": "edge",
    "input_border_color_focus": "blue",
    "input_placeholder_color": "quiet",
    "button_primary_background_fill": "button",
    "button_primary_background_fill_hover": "button-hover",
    "button_primary_text_color": "sheet",
    "button_secondary_background_fill": "field",
    "button_secondary_background_fill_hover": "blue-soft",
    "button_secondary_text_color": "ink",
    "button_secondary_border_color": "line",
    "link_text_color": "blue",
}
"""Gradio's names, each with the variable of `page.css` that has its colour, light or dark."""

# Fonts as plain strings are taken from the reader's machine: Gradio fetches nothing for them.
THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.slate, neutral_hue=gr.themes.colors.stone, font=SANS, font_mono=MONO
).set(**{name + look: f"var(--{colour})" for name, colour in _COLOURS.items() for look in ("", "_dark")})
