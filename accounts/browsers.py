"""What people call the browser that a User-Agent header names: "Chrome on Windows".

A few lines of our own instead of a library: those keep thousands of patterns up to date, for devices that nobody
looks for in a list of their own sessions. What is not known here is called "Another browser".
"""

# The first that occurs counts: most browsers name others before themselves.
BROWSERS = (
    ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"), ("Vivaldi/", "Vivaldi"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Chromium/", "Chromium"), ("Trident/", "Internet Explorer"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_in_words(user_agent: str) -> str:
    """ "Chrome on Windows", "Safari on iPhone", "Another browser"."""
    browser = next((name for token, name in BROWSERS if token in user_agent), "")
    if not browser and "Safari/" in user_agent and "Version/" in user_agent:
        browser = "Safari"
    system = next((name for token, name in SYSTEMS if token in user_agent), "")
    return " on ".join(filter(None, (browser or "Another browser", system)))
