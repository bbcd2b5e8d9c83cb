"""Random flows and random talk: everything the format allows, put together without sense, from one source of chance."""

from random import Random
from typing import Any

LABELS = ("Alfa", "Bravo", "Delta", "Echo longo demais para botão"[:24], "Foxtrot", "Golfe", "Hotel")
CATALOG = {
    "things": [
        {
            "id": str(at),
            "title": f"Coisa {at}",
            "city": city,
            "price_cents": 10_000_00 * at,
            "bedrooms": at % 4,
            "image": "/i.jpg" if at % 2 else None,
        }
        for at, city in enumerate(("Campinas", "Santos", "Itu", "Campinas", "São Paulo"), 1)
    ]
}
SUBFLOWS: dict[str, dict[str, Any]] = {
    "quick": {
        "version": 1,
        "key": "quick",
        "start": "a",
        "nodes": [
            {"id": "a", "type": "message", "prompt": "Dentro", "transitions": [{"to": "b"}]},
            {"id": "b", "type": "return", "values": {"x": 1}},
        ],
    },
    "asks": {
        "version": 1,
        "key": "asks",
        "start": "a",
        "nodes": [
            {
                "id": "a",
                "type": "ask_text",
                "prompt": "Dentro?",
                "save_as": "x",
                "retry": {"then": "b"},
                "transitions": [{"to": "b"}],
            },
            {"id": "b", "type": "return"},
        ],
    },
}
SAID = (
    "oi", "Alfa", "bravo", "delta", "2", "99", "tanto faz", "sim", "não", "500 mil", "entre 2 e 3", "amanhã às 10h", "sábado", "15h", "de manhã",
    "(11) 98765-4321", "ana@gmail.com", "111.444.777-35", "Campinas", "santos", "xyzw", "", "   ", "{{ v1 }}", "😀" * 30, "a" * 5_000, "mais", "pronto",
    "gostei", "voltar", "menu", "recomeçar", "não gostei", "R$ 350.000,00",
)  # fmt: skip
RARELY = ("parar", "atendente", "quero falar com uma pessoa")


class FlowMaker:
    """Makes one definition. Every target it writes exists; whether the whole makes sense is for the prover to say.

    Most are sensible: their variables are declared, and a node that does not wait leads onwards only, so that most of them
    may be published. The others are wild.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.ids = [f"n{at}" for at in range(random.randint(2, 9))]
        self.names = [f"v{at}" for at in range(4)]
        self.is_sensible = random.random() < 0.9
        self.targets = self.ids

    def definition(self) -> dict[str, Any]:
        nodes = [self.node(at, one) for at, one in enumerate(self.ids)]
        self.targets = self.ids
        nodes.append(
            {
                "id": "bye",
                "type": "end",
                "prompt": "Fim",
                **self.maybe("outcome", "ok"),
                **self.maybe("reopen_to", self.target(), 0.2),
            }
        )
        nodes.append(
            {"id": "people", "type": "handoff", "prompt": "Chamo alguém", **self.maybe("transitions", self.ways(), 0.3)}
        )
        more: dict[str, Any] = {}
        if self.is_sensible or self.random.random() < 0.3:
            more["variables"] = [
                {
                    "name": name,
                    **self.maybe("default", self.random.choice([1, "x", ["a"], {"min": 1, "max": None}]), 0.3),
                }
                for name in self.names
            ]
        if self.random.random() < 0.2:
            more["policy"] = {
                "max_messages_per_turn": self.random.randint(1, 20),
                "max_invalid": self.random.randint(1, 3),
                "session_ttl_h": 1,
            }
        if self.random.random() < 0.2:
            more["commands"] = [
                {
                    "words": ["ajuda", "xyzw"],
                    "action": self.random.choice(["goto", "menu", "human", "restart", "stop", "back"]),
                    "to": self.target(),
                }
            ]
        if self.random.random() < 0.1:
            more["triggers"] = [{"kind": "keyword", "match": "oi", "to": self.target()}, {"kind": "any"}]
        if self.random.random() < 0.2:
            more["lead_summary"] = {"fields": [{"key": "a", "label": "A", "source": self.name()}]}
        return {"version": 1, "start": self.ids[0], "nodes": nodes, **more}

    def node(self, at: int, one: str) -> dict[str, Any]:
        kind = self.random.choice(_KINDS)
        self.targets = self.ids[at + 1 :] if self.is_sensible and kind not in _STAYING else self.ids
        made: dict[str, Any] = {"id": one, "type": kind, **getattr(self, f"_{kind}")()}
        made.setdefault("transitions", self.ways())
        if kind in _ASKING:
            made.update(self.manners())
        return made

    # --- parts

    def target(self) -> str:
        return self.random.choice([*self.targets, "bye", "people"])

    def name(self) -> str:
        return self.random.choice(self.names)

    def maybe(self, key: str, value: Any, chance: float = 0.5) -> dict[str, Any]:
        return {key: value} if self.random.random() < chance else {}

    def ways(self) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = [
            {"to": self.target(), "when": self.when()} for _ in range(self.random.randint(0, 2))
        ]
        if self.random.random() < 0.8:
            ways.append({"to": self.target()})
        return ways

    def when(self) -> Any:
        return self.random.choice([
            {self.name(): self.random.choice(["a", 1, True, ["a", "b"]])}, {"reply": self.random.choice(["a", "b", "like", "empty"])},
            f"is_set {self.name()}", f"{self.name()} > 2", f'{self.name()} contains "a"', 'reply.text matches "^[a-z]"', f"len({self.name()}) < 3 and not {self.name()}",
            "result.count == 0", "business.open", f"{self.name()} in [1, {self.name()}]",
        ])  # fmt: skip

    def text(self) -> Any:
        words = self.random.choice(
            [
                "Oi",
                "Tudo bem?",
                'É {{ v1 }} e {{ v2 | default:"nada" }}',
                "x " * 700,
                "{{ contact.first_name }}, {{ v3 | money }}",
                "",
                "{{ item.title }}",
                "á" * 1_100,
            ]
        )
        return words if self.random.random() < 0.9 else {"pt-BR": words, "en": "Hi"}

    def options(self, most: int = 5) -> list[dict[str, Any]]:
        labels = self.random.sample(LABELS, self.random.randint(1, most))
        return [
            {
                "id": "abcdefg"[at],
                "label": label,
                **self.maybe("to", self.target(), 0.3),
                **self.maybe("description", "mais palavras", 0.1),
                **self.maybe("show_if", self.when(), 0.1),
            }
            for at, label in enumerate(labels)
        ]

    def manners(self) -> dict[str, Any]:
        """What every asking node may have."""
        made = {
            **self.maybe("save_as", self.name(), 0.8),
            **self.maybe("prefill", True, 0.1),
            **self.maybe("accept_voice", True, 0.1),
            **self.maybe("old_taps", "ignore", 0.1),
        }
        if self.random.random() < 0.3:
            made["retry"] = {
                "max": self.random.randint(1, 3),
                **self.maybe("then", self.target()),
                **self.maybe("text", self.text()),
            }
        if self.random.random() < 0.3:
            made["silence"] = {
                "after": self.random.choice(["10m", "1h", 1]),
                **self.maybe("say", self.text()),
                **self.maybe("to", self.target()),
            }
        if self.random.random() < 0.3:
            made["skip"] = {"words": ["tanto faz"], **self.maybe("to", self.target()), **self.maybe("label", "Pular")}
        return made

    # --- kinds

    def _message(self) -> dict[str, Any]:
        parts = [
            self.random.choice(
                [
                    {"text": self.text()},
                    {"image": "/i.jpg", "caption": self.text()},
                    {"audio": "/a.ogg"},
                    {"image": "{{ item.image }}"},
                    {"location": {"latitude": 1, "longitude": 2}},
                ]
            )
            for _ in range(self.random.randint(0, 3))
        ]
        return {**self.maybe("prompt", self.text(), 0.8), "parts": [part for part in parts if part.get("text") != ""]}

    def _choice(self) -> dict[str, Any]:
        dynamic = {"from": self.random.choice(["result.items", self.name()]), **self.maybe("on_empty", self.target())}
        return {
            "prompt": self.text(),
            "options": self.options(),
            "multi": self.random.random() < 0.15,
            "render": self.random.choice(["auto", "auto", "list", "numbers"]),
            **self.maybe("dynamic", dynamic, 0.15),
        }

    def _ask_text(self) -> dict[str, Any]:
        return {
            "prompt": self.text(),
            **self.maybe("min", 3, 0.2),
            **self.maybe("max", 20, 0.3),
            **self.maybe("pattern", "[a-z]+", 0.1),
        }

    def _ask_number(self) -> dict[str, Any]:
        return {
            "prompt": self.text(),
            "integer": self.random.random() < 0.5,
            "range": self.random.random() < 0.3,
            "money": self.random.random() < 0.3,
            **self.maybe("min", 1),
            **self.maybe("max", 10_000_000_00),
        }

    def _ask_date(self) -> dict[str, Any]:
        return {
            **self.maybe("prompt", self.text()),
            "suggest": self.random.choice([0, 3, 10]),
            **self.maybe("save_time_as", self.name()),
            **self.maybe("max", "add(today, 30)"),
            "business_hours": self.random.random() < 0.2,
        }

    def _ask_time(self) -> dict[str, Any]:
        return {
            "range": self.random.random() < 0.5,
            **self.maybe("options", ["09:00", "15:30"]),
            **self.maybe("min", "08:00"),
        }

    def _ask_phone(self) -> dict[str, Any]:
        return {
            **self.maybe("prompt", self.text()),
            "allow_own": self.random.random() < 0.5,
            "request_contact": self.random.random() < 0.3,
            **self.maybe("area", "19"),
        }

    def _ask_email(self) -> dict[str, Any]:
        return {}

    def _ask_id(self) -> dict[str, Any]:
        return {"scheme": self.random.choice(["cpf", "cnpj", "cpf_or_cnpj", "plate"])}

    def _ask_place(self) -> dict[str, Any]:
        options = self.random.choice([{"catalog": "things", "field": "city"}, ["Campinas", "Santos"], None])
        return {
            "options": options,
            "show": self.random.random() < 0.7,
            "multi": self.random.random() < 0.2,
            "request_location": self.random.random() < 0.2,
        }

    def _ask_file(self) -> dict[str, Any]:
        return {}

    def _ask_rating(self) -> dict[str, Any]:
        return {"max": self.random.choice([3, 5, 10])}

    def _ask_consent(self) -> dict[str, Any]:
        return {**self.maybe("yes_to", self.target()), **self.maybe("no_to", self.target())}

    def _branch(self) -> dict[str, Any]:
        return {}

    def _set(self) -> dict[str, Any]:
        lines: list[dict[str, Any]] = [
            {
                "var": self.name(),
                "expr": self.random.choice(
                    ["1", '"a"', f"coalesce({self.name()}, 1)", f"[{self.name()}, 2]", f'text({self.name()}) + "x"']
                ),
            }
            for _ in range(2)
        ]
        return {"assign": [*lines, {"var": self.name(), "value": {"k": "{{ v1 }}"}}]}

    def _score(self) -> dict[str, Any]:
        return {"save_as": self.name(), "rules": [{"when": self.when(), "points": 3}]}

    def _split(self) -> dict[str, Any]:
        return {
            "arms": [
                {"id": "a", "weight": 1, **self.maybe("to", self.target())},
                {"id": "b", "weight": 2, **self.maybe("to", self.target())},
            ]
        }

    def _goto(self) -> dict[str, Any]:
        return {**self.maybe("target", self.target())}

    def _call(self) -> dict[str, Any]:
        return {"flow": self.random.choice(list(SUBFLOWS)), "inputs": {"x": "{{ v1 }}"}, "outputs": {self.name(): "x"}}

    def _wait(self) -> dict[str, Any]:
        return {
            **self.random.choice([{"for": "30m"}, {"until": '"10:00"'}, {"until": self.name()}]),
            "cancel_on_reply": self.random.random() < 0.5,
        }

    def _search(self) -> dict[str, Any]:
        return {
            "catalog": "things",
            "limit": self.random.randint(1, 5),
            "filters": [
                {
                    "field": "city",
                    "value": self.random.choice(["{{ v1 }}", "Campinas", "Nowhere"]),
                    "relax": self.random.choice(["never", 1]),
                }
            ],
        }

    def _show_items(self) -> dict[str, Any]:
        actions = [
            {"id": "like", "label": "Gostei", **self.maybe("to", self.target())},
            {"id": "more", "label": "Ver mais"},
        ]
        return {
            "page_size": self.random.randint(1, 3),
            **self.maybe("prompt", self.text(), 0.3),
            **self.maybe("actions", actions),
            **self.maybe("on_empty", self.target()),
            **self.maybe("on_end", {"say": "Acabou", "to": self.target()}),
        }

    def _feedback(self) -> dict[str, Any]:
        return {
            "on": {
                "like": self.target(),
                "dislike": {"reasons": [{"id": "a", "label": "Preço"}]},
                **self.maybe("more", None),
            }
        }

    def _refine(self) -> dict[str, Any]:
        return {
            "max_rounds": self.random.randint(1, 3),
            "suggest": [
                {"id": "a", "label": "Preço", **self.maybe("to", self.target()), "clear": [self.name()]},
                {"id": "b", "label": "Bravo"},
            ],
            **self.maybe("then", self.target()),
        }

    def _lead(self) -> dict[str, Any]:
        return {"upsert": {"a": "{{ v1 }}"}, "tags": ["{{ v2 }}"], **self.maybe("value", self.name())}

    def _template(self) -> dict[str, Any]:
        return {
            "name": "t",
            "params": ["{{ v1 }}"],
            **self.maybe("buttons", ["a", "b"], 0.3),
            **self.maybe("on_reply", self.target(), 0.3),
        }

    def _http(self) -> dict[str, Any]:
        return {
            "url": "https://a.example/{{ v1 }}",
            **self.maybe("on_error", self.target()),
            "map": [{"path": "a.b", "var": self.name()}],
        }

    def _ai_classify(self) -> dict[str, Any]:
        return {"else": self.target(), "options": [{"id": "a", **self.maybe("to", self.target())}, {"id": "b"}]}

    def _ai_answer(self) -> dict[str, Any]:
        return {"else": self.target(), "sources": ["faq"]}

    def _ai_extract(self) -> dict[str, Any]:
        return {"else": self.target(), "schema": [{"var": self.name(), "type": "text"}]}

    def _event(self) -> dict[str, Any]:
        return {"name": "e", "props": {"x": "{{ v1 }}"}}

    def _notify(self) -> dict[str, Any]:
        return {"prompt": self.text()}


_KINDS = tuple(
    sorted(name.removeprefix("_") for name in vars(FlowMaker) if name.startswith("_") and not name.startswith("__"))
)
_ASKING = frozenset(kind for kind in _KINDS if kind.startswith("ask_")) | {"choice", "show_items", "feedback", "refine"}
_STAYING = _ASKING - {"show_items", "refine"} | {"wait"}  # a turn stops here, unless a prefilled answer lets it pass


def random_flow(random: Random) -> dict[str, Any]:
    return FlowMaker(random).definition()


def random_said(random: Random, tappable: list[str], old: list[str]) -> Any:
    """Something that may happen next, as `Simulator.say` takes it."""
    roll = random.random()
    if tappable and roll < 0.35:
        return {"tap_id": random.choice(tappable), "text": "toque"}
    if roll < 0.62:
        return random.choice(SAID)
    if roll < 0.65:
        return random.choice(RARELY)
    if roll < 0.72:
        return {"texts": [random.choice(SAID) for _ in range(random.randint(2, 5))]}
    if old and roll < 0.78:
        return {"tap_id": random.choice(old), "text": random.choice(LABELS)}
    if roll < 0.84:
        return random.choice(
            [
                {"image": "legenda"},
                {"audio": True},
                {"location": {"latitude": 1, "longitude": 2}},
                {"contact": "+5511987654321"},
                {"kind": "unsupported"},
                {"reaction": "👍"},
                {"document": True},
            ]
        )
    if roll < 0.92:
        return {"wait": random.choice(["11m", "2h", "2d"])}
    if roll < 0.98:
        return {
            "answer": random.choice(
                [
                    {
                        "ok": True,
                        "id": "a",
                        "status": 200,
                        "text": "três",
                        "citations": ["faq"],
                        "values": {"v1": "a"},
                        "body": {"a": {"b": 1}},
                    },
                    {"ok": False, "error": "x"},
                    {},
                ]
            )
        }
    return {"handed_back": True}
