"""The Graph side's media: upload, look up, delete, download."""

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from local.simulator.checks.media import check_file
from local.simulator.checks.messages import MEDIA_TYPES
from local.simulator.errors import GraphError, unknown_object
from local.simulator.graph import Context, faulty, named_number
from local.simulator.limits import media_limit
from local.simulator.media import Media


async def upload(context: Context) -> Response:
    """POST /{phone_number_id}/media, multipart."""
    number = named_number(context)
    async with context.request.form() as form:
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required.")
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise GraphError(131008, "file is required.")
        data, filename = await file.read(), file.filename
        mime_type = str(form.get("type") or file.content_type or "")
    check_upload(mime_type, len(data))

    def keep() -> Response:
        return JSONResponse({"id": context.world.media.add(number.phone_number_id, mime_type, data, filename).id})

    return await faulty(context, "media", None, keep)


def check_upload(mime_type: str, size: int) -> None:
    """Check a file against the kind its type belongs to. Raises GraphError 100 or 131053."""
    plain = mime_type.partition(";")[0].strip().lower()
    kind = next((kind for kind in MEDIA_TYPES if plain in media_limit(kind).mime_types), None)
    if kind is None:
        raise GraphError(100, f"Param file must be a file with one of the supported types - got {plain or 'none'}.")
    check_file(kind, plain, size)


async def look_up(context: Context, media: Media) -> Response:
    """GET /{media_id}."""
    body = {
        "url": context.world.media.download_url(media),
        "mime_type": media.mime_type,
        "sha256": media.digest.hex(),
        "file_size": len(media.data),
        "id": media.id,
        "messaging_product": "whatsapp",
    }
    return await faulty(context, "media", None, lambda: JSONResponse(body))


async def delete(context: Context) -> Response:
    """DELETE /{media_id}."""
    media = owned_media(context, context.object_id)
    context.world.media.delete(media)
    return JSONResponse({"success": True})


async def download(context: Context) -> Response:
    """GET the url of a look-up or a webhook: 404 when it is too old."""
    query = context.request.query_params
    media = context.world.media.from_url(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""))
    if media is None or not _may_see(context, media):
        return Response("Not found", 404)
    return await faulty(context, "media", None, lambda: Response(media.data, media_type=media.mime_type))


def owned_media(context: Context, media_id: str) -> Media:
    """Find a file that this token may see. Raises GraphError 100/33."""
    media = context.world.media.find(media_id)
    if media is None or not _may_see(context, media):
        raise unknown_object(media_id)
    return media


def _may_see(context: Context, media: Media) -> bool:
    number = context.world.accounts.numbers.get(media.phone_number_id or "")
    return number is not None and number.access_token == context.token
