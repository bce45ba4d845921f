"""Files over HTTP: whoever holds a link may read, until it expires; nothing served here can run."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.channels import api_admin, store
from qingfeng.modules.channels.files import FileLinks
from qingfeng.modules.channels.model import IMAGES


@get("/files/{place:str}/{expires:int}/{mac:str}/{name:str}", tags=["files"], opt={"public": True})
async def read_file(
    place: FromPath[str],
    expires: FromPath[int],
    mac: FromPath[str],
    name: FromPath[str],
    db: NamedDependency[Database],
    links: NamedDependency[FileLinks],
) -> Response[bytes]:
    """A stored file by its signed link. Only pictures open in the browser; everything else is a download."""
    try:
        tenant_id, file_id = UUID(place[:32]), UUID(place[32:])
    except ValueError:
        raise NotFound("not_found", "There is no such file.") from None
    if not links.allows(tenant_id, file_id, expires, mac):
        raise NotFound("link_expired", "This link has expired; open the conversation again.")
    async with db.reading(tenant_id) as conn:
        found = await store.file_data(conn, file_id)
    if found is None:
        raise NotFound("not_found", "There is no such file.")
    attachment, data = found
    how = "inline" if attachment.content_type in IMAGES.values() else "attachment"
    return Response(
        data,
        media_type=attachment.content_type,
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(attachment.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "private, max-age=3600, immutable",
        },
    )


handlers = [read_file, *api_admin.handlers]
