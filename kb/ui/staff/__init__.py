"""The pages of the staff, each an app of Gradio of its own behind a guard; nothing of them is part of the public page."""
