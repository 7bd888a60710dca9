"""The file engine: checks, reads, draws and describes uploaded files, and knows nothing of Django.

`check` decides whether a file is taken, `extract` reads its text page by page, `render` and `ocr` draw and
recognize pages, `propose` guesses what a document is, `cleaned` makes copies without what is hidden. Every untrusted
byte is parsed in a bounded child process (`sandbox`, `child`, `confinement`); what runs there stands in `inspection`,
`reading` and `cleaning`.
"""
