"""An evaluation as a page, as plain text and as Markdown: a rendering, nothing is computed again."""
