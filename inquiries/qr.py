"""Addresses as QR codes."""

from django.utils.safestring import SafeString, mark_safe


def as_svg(address: str) -> SafeString:
    """The address as one path in the color of the text, which the content policy allows inline."""
    import qrcode  # seldom needed, and slow to import

    code = qrcode.QRCode(border=4)
    code.add_data(address)
    matrix = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    size = len(matrix)
    # SECURITY: numbers only; nothing of the address itself is in it.
    return mark_safe(  # noqa: S308
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        f'<path d="{squares}"/></svg>'
    )
