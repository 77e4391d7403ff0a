"""The body of an answer, unpacked in pieces: a small one may grow a thousandfold."""

import zlib

from readout.errors import UserError

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP, _ZLIB, _BARE = 31, 15, -15  # the form, as zlib wants to be told it


class Unpacker:
    """Takes a body chunk by chunk and holds it unpacked, never more than `max_bytes` of it."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        """`encoding` is that of the header Content-Encoding: one of `ENCODINGS`; anything else is taken as it is."""
        self.data = bytearray()
        self._max_bytes, self._has_begun = max_bytes, False
        self._forms = {"gzip": [_GZIP], "x-gzip": [_GZIP], "deflate": [_ZLIB, _BARE]}.get(encoding, [])
        self._unpacking = zlib.decompressobj(self._forms[0]) if self._forms else None

    @property
    def is_whole(self) -> bool:
        """Whether the body came to its end, as far as that can be seen; an empty one did."""
        return self._unpacking is None or self._unpacking.eof or not self._has_begun

    def add(self, chunk: bytes) -> None:
        """Take the next chunk; raise UserError for what is too large once unpacked, or packed in another way."""
        if self._unpacking is None:
            self._hold(chunk)
            return
        self._has_begun = self._has_begun or bool(chunk)
        while chunk:
            if self._unpacking.eof:  # gzip may be several files in a row; what follows else is no part of it
                if not chunk.startswith(b"\x1f\x8b"):
                    return
                self._unpacking = zlib.decompressobj(self._forms[0])
            try:
                self._hold(self._unpacking.decompress(chunk, self._max_bytes + 1 - len(self.data)))
            except zlib.error:
                if self.data or len(self._forms) < 2:
                    raise UserError("is not compressed as its server says; save the page and give the file") from None
                self._forms = self._forms[1:]  # "deflate" without the head that it should have
                self._unpacking = zlib.decompressobj(self._forms[0])
                continue
            chunk = self._unpacking.unconsumed_tail or self._unpacking.unused_data

    def _hold(self, data: bytes) -> None:
        self.data += data
        if len(self.data) > self._max_bytes:
            raise UserError("is larger than 5 MB; give the article alone")
