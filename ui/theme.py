"""The look of the page as far as Gradio's own parts go: colours and system fonts; `page.css` does the rest."""

import gradio as gr

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

# Fonts as plain strings are taken from the reader's machine: Gradio fetches nothing for them.
THEME = gr.themes.Base(
    primary_hue=gr.themes.colors.slate, neutral_hue=gr.themes.colors.stone, font=SANS, font_mono=MONO
).set(
    body_background_fill="#f6f3ec",
    body_background_fill_dark="#14171a",
    body_text_color="#1d1b18",
    body_text_color_dark="#e9e5dc",
    body_text_color_subdued="#5b564d",
    body_text_color_subdued_dark="#aaa59a",
    background_fill_primary="#fffdf9",
    background_fill_primary_dark="#1b1f23",
    background_fill_secondary="#f6f3ec",
    background_fill_secondary_dark="#14171a",
    border_color_primary="#ddd6c8",
    border_color_primary_dark="#343a40",
    block_background_fill="#fffdf9",
    block_background_fill_dark="#1b1f23",
    block_border_color="#ddd6c8",
    block_border_color_dark="#343a40",
    block_label_text_color="#5b564d",
    block_label_text_color_dark="#aaa59a",
    block_title_text_color="#3a362f",
    block_title_text_color_dark="#d5d0c5",
    block_info_text_color="#5b564d",
    block_info_text_color_dark="#aaa59a",
    input_background_fill="#ffffff",
    input_background_fill_dark="#22272b",
    input_border_color="#8f877a",
    input_border_color_dark="#6b7178",
    input_border_color_focus="#1f5673",
    input_border_color_focus_dark="#8fc4e0",
    input_placeholder_color="#6e675c",
    input_placeholder_color_dark="#9a958a",
    button_primary_background_fill="#1f3a4d",
    button_primary_background_fill_hover="#2b506a",
    button_primary_background_fill_dark="#8fc4e0",
    button_primary_background_fill_hover_dark="#b3d9ee",
    button_primary_text_color="#ffffff",
    button_primary_text_color_dark="#10212c",
    button_secondary_background_fill="#fffdf9",
    button_secondary_background_fill_hover="#efe9dc",
    button_secondary_background_fill_dark="#22272b",
    button_secondary_background_fill_hover_dark="#2d3338",
    button_secondary_text_color="#1d1b18",
    button_secondary_text_color_dark="#e9e5dc",
    button_secondary_border_color="#c9c0af",
    button_secondary_border_color_dark="#454c53",
    link_text_color="#1f5673",
    link_text_color_dark="#8fc4e0",
)
