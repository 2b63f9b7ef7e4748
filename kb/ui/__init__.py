"""The web page. Only theme, chat and layout import gradio; the rest is plain strings."""
