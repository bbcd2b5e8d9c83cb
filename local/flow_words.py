"""What docs/flows.md says of filters, names, codes and faults: the meanings that no model's docstring has room for.

Tests hold it to the code: nothing is missing here, nothing is here that the engine does not know.
"""

from collections.abc import Mapping
from typing import Final

FILTERS_TOLD: Final[Mapping[str, tuple[str, str]]] = {  # name -> as it is written, what it does
    "money": ('money or money:"USD"', "cents as an amount: 35000000 is R$ 350.000; a range is “até R$ 500.000”"),
    "number": ("number", "a number with the separators of the language"),
    "date": ("date", "28/11/2026"),
    "long_date": ("long_date", "sábado, 28 de novembro"),
    "weekday": ("weekday", "sábado"),
    "time": ("time", "15h30, de 9h a 12h, de manhã"),
    "datetime": ("datetime", "28/11/2026 às 15h30, in the tenant's time zone"),
    "phone": ("phone", "(11) 98765-4321"),
    "yes_no": ("yes_no", "sim, não"),
    "list": ("list", "a, b e c"),
    "upper": ("upper", "CAPITALS"),
    "lower": ("lower", "small letters"),
    "title": ("title", "Maria da Silva"),
    "trim": ("trim", "without spaces around and doubled ones"),
    "first_name": ("first_name", "the first word, with a capital"),
    "cut": ('cut:"80"', "at most that many characters, then …"),
    "count": ("count", "how many items, or characters"),
    "default": ('default:"a combinar"', "what stands there when the variable is not set"),
    "plural": ('plural:"imóvel","imóveis"', "the first for 1, else the second"),
    "label": ("label", "the words of an enum's option (that is usual; it is for making it clear)"),
    "raw": ("raw", "the value itself: the id of an option, not its words"),
}

ROOTS_TOLD: Final[Mapping[str, str]] = {
    "reply": "the last answer: `reply.id` (the option, the action, “yes”), `reply.text` (what was typed, or the words of the button), `reply.kind` (text, tap, image, …, silence)",
    "result": "what the last `search` or `http` gave: `result.count`, `result.items`, `result.relaxed`; `result.ok`, `result.status`, `result.body`",
    "item": "the item shown last, or tapped: `item.title`, `item.code`, and every field of its catalogue",
    "contact": "`contact.name`, `contact.first_name`, `contact.phone`, `contact.has_phone` (false behind a username)",
    "tenant": "`tenant.name`, `tenant.timezone`, `tenant.locale`",
    "conversation": "`conversation.is_first`: nothing was said before",
    "business": "`business.open`: by the tenant's opening hours, now; `business.known`: whether there are any",
    "session": "`session.turn`: from 0; `session.origin`: the advertisement it came from (`headline`, `source_id`)",
    "now": "the moment of this turn, in the tenant's time zone",
    "today": "its date",
}

ERRORS: Final[Mapping[str, str]] = {
    "shape_invalid": "A value is not of the kind that belongs there.",
    "unknown_key": "A field that does not exist; the nearest name is told.",
    "unknown_type": "A `type` that does not exist.",
    "unknown_handler": "A `handler` that does not exist.",
    "definition_too_large": "More than a megabyte. Split it into flows that call each other.",
    "definition_too_deep": "Nested too deep.",
    "too_many_nodes": "More nodes than a flow may have.",
    "duplicate_id": "Two nodes have the same id.",
    "start_missing": "`start` names no node.",
    "target_missing": "A `to`, `then` or other target names no node.",
    "flow_cycle": "Nodes lead round to themselves without ever waiting for the contact. Put a question or a wait between.",
    "too_many_steps": "One turn could pass more nodes than a turn may.",
    "invalid_no_exit": "A question that gives up has nowhere to go: set `retry.then`, or add a handoff.",
    "no_options": "A question to choose from has nothing to choose.",
    "too_many_options": "Buttons carry three. Use `render: auto` or `list`.",
    "duplicate_option": "Two options of a question have the same id.",
    "split_without_weight": "All arms weigh nothing.",
    "trigger_without_match": "A keyword or payload trigger says no words.",
    "label_too_long": "A button, row or menu word longer than WhatsApp shows, in one of the languages.",
    "text_too_long": "A text longer than its message may be, in one of the languages.",
    "caption_too_long": "The same for the words under a file.",
    "expression_error": "An expression that cannot be read; the place is told.",
    "regex_invalid": "A pattern that cannot run in linear time (look-around, back-references), or is broken or too large.",
    "template_invalid": "Double braces with a filter that does not exist, or too many values for it.",
    "unknown_variable": "A name in an expression that nothing sets and that is not declared. (In a text it is a warning.)",
    "reserved_name": "A variable called like one of the engine's own names.",
    "subflow_missing": "A `call` of a flow that the tenant has not published.",
    "subflow_invalid": "A `call` of a flow that cannot be loaded.",
    "subflow_cycle": "Flows that call each other in a circle.",
    "call_depth": "Flows inside flows inside flows, too deep.",
    "breaks_caller": "A flow that answers now calls this one, and would break.",
}

WARNINGS: Final[Mapping[str, str]] = {
    "unreachable": "No way leads to this node.",
    "dead_end": "Nothing follows, or nothing follows when no condition holds.",
    "maybe_unset": "Some way here leaves the variable unset. Give it a `default`, or ask `is_set` in a branch before: the prover believes it.",
    "undeclared_variable": "The flow declares variables, and this one is not among them.",
    "no_human": "The contact has no way to a person.",
    "no_silence_exit": "Nothing happens when the contact does not answer.",
    "nagging_loop": "The contact may be written to again and again without having answered.",
    "pii_without_consent": "Asks for personal data (`pii`) on a way where no `ask_consent` came before.",
    "missing_translation": "A text is missing in one of the flow's languages.",
    "duplicate_label": "Two options of a question have the same words.",
    "template_literal": "Double braces that hold no name: they are sent as they stand.",
    "too_many_messages": "One turn could send more than `policy.max_messages_per_turn`; the rest is left out.",
}

FAULTS: Final[Mapping[str, str]] = {
    "step_limit": "The turn passed too many nodes.",
    "value_limit": "A value, or all together, grew past its bound.",
    "target_missing": "A target that is not there: only in a draft, or after moving to another version.",
    "subflow_missing": "The called flow is not published.",
    "subflow_invalid": "The called flow cannot be loaded.",
    "call_depth": "Too many flows inside one another.",
    "message_limit": "More messages than a turn may send; the rest was left out and the conversation goes on.",
    "message_budget": "The session's budget of messages is spent.",
    "unanswered": "Too many timers in a row made the bot speak; it is quiet until the contact writes.",
}
