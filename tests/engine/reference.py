"""A second, plain engine for a small part of the format, written from the document alone: what the real one is compared with.

Kinds: message, choice (short labels), ask_text, ask_number (digits), branch, set, goto, end. Events: one message at a time, typed
or tapped. It walks the definition's dictionaries, knows nothing of bubbles, and joins texts with a blank line.
"""

from dataclasses import dataclass, field
from typing import Any

NOT_UNDERSTOOD = {
    "choice": "Desculpe, não entendi. Escolha uma das opções:",
    "ask_number": "Não consegui entender o número. Pode escrever só com algarismos?",
    "ask_text": "Preciso de pelo menos 1 caracteres.",
}
HUMAN = "Vou chamar uma pessoa da equipe para continuar com você. Só um momento."
NOTHING_BACK = "Não há pergunta anterior."


@dataclass
class Reference:
    """A conversation. said: the text of the last turn; options: what it offered to tap."""

    definition: dict[str, Any]
    status: str = "idle"
    node: str | None = None
    vars: dict[str, Any] = field(default_factory=dict)
    tries: int = 0
    asked: list[str] = field(default_factory=list)
    said: str = ""
    options: list[str] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _reply: str | None = None

    def hear(self, text: str, option: str | None) -> None:
        self.said, self.options, self._texts, self._reply = "", [], [], None
        if self.status == "human":
            return
        if self.status in {"idle", "ended"}:
            self._begin(text, option)
        else:
            self._answer(text, option)
        self.said = "\n\n".join(one for one in self._texts if one)

    def _nodes(self) -> dict[str, dict[str, Any]]:
        return {node["id"]: node for node in self.definition["nodes"]}

    def _begin(self, text: str, option: str | None) -> None:
        self.vars, self.tries, self.asked = {}, 0, []
        self._reply = None
        self._go(self.definition["start"])
        node = self._nodes().get(self.node or "")
        if text not in {"menu", "voltar"} and self.status == "waiting" and node and node["type"] == "choice":
            chosen = self._chosen(node, text, option) if not text.isdigit() else None
            if chosen is not None:
                self._unask()
                self._take(node, chosen["id"], chosen["id"])

    def _unask(self) -> None:
        """The question was answered before it was shown."""
        self._texts.pop()
        self.options = []

    def _answer(self, text: str, option: str | None) -> None:
        node = self._nodes()[str(self.node)]
        if option is None and text == "menu":
            self.tries = 0
            self._go(self.definition["start"])
        elif option is None and text == "voltar":
            self._back()
        elif node["type"] == "choice":
            chosen = self._chosen(node, text, option)
            self._take(node, chosen["id"], chosen["id"]) if chosen else self._insist(node)
        elif node["type"] == "ask_number":
            self._take(node, int(text), None) if text.isdigit() else self._insist(node)
        else:
            self._take(node, text.strip(), None) if text.strip() else self._insist(node)

    def _back(self) -> None:
        before = [one for one in self.asked if one != self.node]
        if self.asked and self.asked[-1] == self.node:
            before = self.asked[:-1]
        if before:
            self.asked = before[:-1]
            self.tries = 0
            self._go(before[-1])
        else:
            self._texts.append(NOTHING_BACK)
            self.tries = 0
            self._go(str(self.node))

    def _chosen(self, node: dict[str, Any], text: str, option: str | None) -> dict[str, Any] | None:
        options = node["options"]
        if option is not None:
            return next((one for one in options if one["id"] == option), None)
        if text.isdigit():
            return options[int(text) - 1] if 0 < int(text) <= len(options) else None
        return next((one for one in options if one["label"].lower() == text.lower()), None)

    def _insist(self, node: dict[str, Any]) -> None:
        self.tries += 1
        if self.tries >= 3:
            self.tries = 0
            if node.get("retry"):
                self._go(node["retry"]["then"])
            else:
                self.status = "human"
                self._texts.append(HUMAN)
            return
        self._texts.append(NOT_UNDERSTOOD[node["type"]])
        self._show(node)

    def _take(self, node: dict[str, Any], value: Any, reply: str | None) -> None:
        self._reply = reply
        if node.get("save_as"):
            self.vars[node["save_as"]] = value
        targets = [one.get("to") for one in node.get("options", ()) if one["id"] == reply]
        target = (targets[0] if targets else None) or self._way(node)
        if target is not None:
            self.tries = 0
            self._go(target)

    def _way(self, node: dict[str, Any]) -> str | None:
        for way in node.get("transitions") or ():
            when = way.get("when") or {}
            if all(self._holds(name, wanted) for name, wanted in when.items()):
                return str(way["to"])
        return None

    def _holds(self, name: str, wanted: Any) -> bool:
        value = self._reply if name == "reply" else self.vars.get(name)
        return value is not None and str(value) == str(wanted)  # older flows write numbers in quotes

    def _go(self, target: str | None) -> None:
        while target is not None:
            node = self._nodes()[target]
            self.node = target
            match node["type"]:
                case "choice" | "ask_text" | "ask_number":
                    self.status = "waiting"
                    if not self.asked or self.asked[-1] != target:
                        self.asked.append(target)
                    self._show(node)
                    return
                case "message":
                    self._texts.append(self._filled(node["prompt"]))
                    target = self._way(node)
                case "set":
                    for line in node["assign"]:
                        self.vars[line["var"]] = line["value"]
                    target = self._way(node)
                case "goto":
                    target = node["target"]
                case "end":
                    self._texts.append(node["prompt"])
                    target = None
                case _:
                    target = self._way(node)
        self.status = "ended"

    def _show(self, node: dict[str, Any]) -> None:
        self._texts.append(self._filled(node["prompt"]))
        self.options = [one["label"] for one in node.get("options", ())]

    def _filled(self, text: str) -> str:
        for name in ("v0", "v1", "v2"):
            value = self.vars.get(name)
            text = text.replace("{{ " + name + " | raw }}", "" if value is None else str(value))
        return text
