"""The Graph side's account calls: number fields, subscriptions, templates."""

import secrets
from typing import Any, Final

import httpx2
from starlette.responses import JSONResponse, Response

from local.simulator import files
from local.simulator.accounts import Number
from local.simulator.checks.templates import Template, check_definition
from local.simulator.errors import GraphError, unknown_object
from local.simulator.graph import Context, json_body
from local.simulator.outbound import client
from local.simulator.payloads import Update
from local.simulator.world import World

DEFAULT_FIELDS: Final = ("verified_name", "display_phone_number", "quality_rating", "id")
APP: Final = {"name": "Simulated app", "id": "100000000000001"}
TEMPLATES_PER_WABA: Final = 250
VERIFY_SECONDS: Final = 5


async def look_up(context: Context) -> Response:
    """GET /{id}: a number, a WABA or a file."""
    object_id = context.object_id
    if object_id in context.world.accounts.numbers:
        context.call.phone_number_id = object_id
        number = context.world.accounts.number(object_id, context.token)
        return JSONResponse(_chosen(number, context.request.query_params.get("fields")))
    if any(number.waba_id == object_id for number in context.world.accounts.numbers.values()):
        number = context.world.accounts.of_waba(object_id, context.token)[0]
        return JSONResponse({"id": object_id, "name": number.verified_name})
    media = files.owned_media(context, object_id)
    owner = context.request.query_params.get("phone_number_id")
    if owner is not None and owner != media.phone_number_id:
        raise unknown_object(object_id)
    return await files.look_up(context, media)


async def phone_numbers(context: Context) -> Response:
    """GET /{waba_id}/phone_numbers."""
    numbers = context.world.accounts.of_waba(context.object_id, context.token)
    fields = context.request.query_params.get("fields")
    return JSONResponse({"data": [_chosen(number, fields) for number in numbers], "paging": {}})


async def list_apps(context: Context) -> Response:
    """GET /{waba_id}/subscribed_apps."""
    numbers = context.world.accounts.of_waba(context.object_id, context.token)
    data = [{"whatsapp_business_api_data": APP}] if any(number.subscribed for number in numbers) else []
    return JSONResponse({"data": data})


async def subscribe(context: Context) -> Response:
    """POST /{waba_id}/subscribed_apps: without it no webhook comes; an override is verified at once."""
    numbers = context.world.accounts.of_waba(context.object_id, context.token)
    body = await json_body(context)
    url = body.get("override_callback_uri")
    if url is not None:
        outcome = await verify_webhook(str(url), str(body.get("verify_token", "")))
        if not outcome["ok"]:
            raise GraphError(100, f"The callback URL could not be verified: {outcome['detail']}")
    for number in numbers:
        number.subscribed = True
        number.webhook_url = str(url) if url is not None else number.webhook_url
    return JSONResponse({"success": True})


async def unsubscribe(context: Context) -> Response:
    """DELETE /{waba_id}/subscribed_apps."""
    for number in context.world.accounts.of_waba(context.object_id, context.token):
        number.subscribed = False
    return JSONResponse({"success": True})


async def list_templates(context: Context) -> Response:
    """GET /{waba_id}/message_templates, all on one page; ?name= and ?status= filter."""
    waba_id = context.object_id
    context.world.accounts.of_waba(waba_id, context.token)
    name, status = context.request.query_params.get("name"), context.request.query_params.get("status")
    data = [
        _template_view(template)
        for template in context.world.templates[waba_id]
        if name in (None, template.name) and status in (None, template.status)
    ]
    return JSONResponse({"data": data, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}})


async def create_template(context: Context) -> Response:
    """POST /{waba_id}/message_templates: pending, then approved, with the webhook that says so."""
    waba_id = context.object_id
    number = context.world.accounts.of_waba(waba_id, context.token)[0]
    body = await json_body(context)
    check_definition(body)
    known = context.world.templates[waba_id]
    if any(one.name == body["name"] and one.language == body["language"] for one in known):
        raise GraphError(100, "Content in this language already exists for this template.")
    if len(known) >= TEMPLATES_PER_WABA:
        raise GraphError(2388019, "The template limit of this account is reached.")
    template = Template(
        str(context.world.dice.randrange(10**15, 10**16)),
        body["name"],
        body["language"],
        body["category"],
        body["components"],
    )
    known.append(template)
    context.world.timers.after(
        context.world.settings.templates.review_ms / 1000, lambda: _approve(context.world, number, template)
    )
    return JSONResponse({"id": template.template_id, "status": "PENDING", "category": template.category})


async def delete_template(context: Context) -> Response:
    """DELETE /{waba_id}/message_templates?name=: all its languages."""
    waba_id = context.object_id
    context.world.accounts.of_waba(waba_id, context.token)
    name = context.request.query_params.get("name")
    kept = [template for template in context.world.templates[waba_id] if template.name != name]
    if len(kept) == len(context.world.templates[waba_id]):
        raise GraphError(100, "The message template could not be found.")
    context.world.templates[waba_id] = kept
    return JSONResponse({"success": True})


async def verify_webhook(url: str, verify_token: str) -> dict[str, Any]:
    """Ask a webhook for the challenge, as Meta does when a callback is saved."""
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with client(VERIFY_SECONDS) as http:
            answer = await http.get(url, params=query)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return {"ok": False, "detail": f"no answer: {type(error).__name__}"}
    if answer.status_code != 200:
        return {"ok": False, "detail": f"answered {answer.status_code} instead of 200"}
    if answer.text != challenge:
        return {"ok": False, "detail": "did not answer with the bare challenge"}
    return {"ok": True, "detail": "challenge answered"}


def _approve(world: World, number: Number, template: Template) -> None:
    if template.status != "PENDING":
        return
    template.status = "APPROVED"
    value = {
        "event": "APPROVED",
        "message_template_id": int(template.template_id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "reason": "NONE",
        "message_template_category": template.category,
    }
    field = "message_template_status_update"
    world.courier.send(Update(number.phone_number_id, "value", value, f"{field} APPROVED", field, field=field))


def _template_view(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "parameter_format": "NAMED" if _is_named(template) else "POSITIONAL",
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "id": template.template_id,
    }


def _is_named(template: Template) -> bool:
    body = template.part("BODY") or {}
    return "{{" in str(body.get("text", "")) and "{{1}}" not in str(body.get("text", ""))


def _chosen(number: Number, fields: str | None) -> dict[str, Any]:
    known = {
        "id": number.phone_number_id,
        "display_phone_number": number.display_phone_number,
        "verified_name": number.verified_name,
        "quality_rating": number.quality_rating,
        "throughput": {"level": "HIGH" if (number.throughput_mps or 0) >= 1000 else "STANDARD"},
        "health_status": {
            "can_send_message": "AVAILABLE",
            "entities": [
                {"entity_type": "PHONE_NUMBER", "id": number.phone_number_id, "can_send_message": "AVAILABLE"},
                {"entity_type": "WABA", "id": number.waba_id, "can_send_message": "AVAILABLE"},
            ],
        },
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "platform_type": "CLOUD_API",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
    }
    names = [name.strip() for name in fields.split(",")] if fields else list(DEFAULT_FIELDS)
    for name in names:
        if name not in known:
            raise GraphError(
                100, f"Tried accessing nonexisting field ({name}) on node type (WhatsAppBusinessPhoneNumber)"
            )
    return {**{name: known[name] for name in names}, "id": number.phone_number_id}
