"""A mailbox on loopback that speaks as much IMAP as the portal asks for."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Mailbox:
    """Mails by number, with the flags that were set on them."""

    def __init__(self, mails: list[bytes]) -> None:
        self.mails, self.flags = dict(enumerate(mails, 1)), {}
        self.sizes: list[int] = []


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.answer(box, command)
            self.wfile.write(f"{tag} OK done\r\n".encode() if "wrong" not in command else f"{tag} NO no\r\n".encode())
            if command == "LOGOUT":
                return

    def answer(self, box: Mailbox, command: str) -> None:
        if command == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif command.startswith("SELECT"):
            self.wfile.write(f"* {len(box.mails)} EXISTS\r\n".encode())
        elif command == "UID SEARCH UNSEEN":
            unseen = " ".join(str(uid) for uid in box.mails if uid not in box.flags)
            self.wfile.write(f"* SEARCH {unseen}\r\n".encode())
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            content = box.mails[int(found[1])][: int(found[2])]
            box.sizes.append(len(content))
            self.wfile.write(
                f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"
            )
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS \((.*)\)", command):
            box.flags[int(found[1])] = found[2]
        elif command == "EXPUNGE":
            box.mails = {uid: mail for uid, mail in box.mails.items() if "Deleted" not in box.flags.get(uid, "")}


@contextmanager
def mailbox(mails: list[bytes]) -> Iterator[tuple[Mailbox, int]]:
    """The mailbox, and the port at which it answers."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.box = True, Mailbox(mails)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.box, server.server_address[1]
        server.shutdown()
        thread.join()
