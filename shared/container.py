"""Where settings become parts: each is made when first asked for, once per process, so that a function pays for what it uses."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from shared.clients.cipher import AesGcmCipher
    from shared.clients.sqs import SqsWaker
    from shared.clients.threads import ThreadWaker, Ticker
    from shared.clients.whatsapp.graph import GraphMessenger
    from shared.domain.spending import Caps
    from shared.ports import KeyValue, PdfReader, Wake, Waker
    from shared.services.access_tokens import AccessTokens
    from shared.services.ai.meaning import Meanings
    from shared.services.ai.tasks import Ai
    from shared.services.ai.voice import Ears
    from shared.services.authenticate import Sessions
    from shared.services.direct import DirectTurns
    from shared.services.flow_cache import FlowCache
    from shared.services.identify import Standings
    from shared.services.passwords import Passwords
    from shared.services.readiness import Readiness
    from shared.services.receiving import Receiving
    from shared.services.routing import Routing
    from shared.services.seed_admin import FirstAdmin
    from shared.services.storing import Storing
    from shared.services.throttle import Throttle
    from shared.services.work import Work
    from shared.settings import Settings
    from shared.store.core import Core
    from shared.store.database import Database

Part = TypeVar("Part")
EMBED_TIMEOUT = timedelta(
    seconds=8
)  # at most: words are left when a vector does not come, and somebody waits for the answer
SLOW_THREADS = 16  # each waits for a tenant's own system or a model, up to 30 s; waiting costs a stack, no connection
MODEL_MARGIN = timedelta(seconds=10)  # of a claimed task's lease, over the longest that a model may take
WORKER_THREADS = 8  # each converses or waits for Graph; a send takes 0.1 to 0.6 s
ADMIN_CONNECTIONS = 4  # of the admin side; messages have a pool of their own


class part(Generic[Part]):  # noqa: N801 - used as a decorator
    """A property made once, also when several threads ask at the same time."""

    def __init__(self, make: Callable[[Any], Part]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> "part[Part]": ...
    @overload
    def __get__(self, owner: object, kind: type) -> Part: ...
    def __get__(self, owner: Any, kind: type) -> "Part | part[Part]":
        if owner is None:
            return self
        if self._name not in owner.parts:
            with owner.lock:
                if self._name not in owner.parts:
                    owner.parts[self._name] = self._make(owner)
        made: Part = owner.parts[self._name]
        return made


class Container:
    """The parts of one process. Making it opens nothing."""

    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.parts: dict[str, Any] = {}

    # --- the admin side

    @part
    def core(self) -> "Core":
        """Postgres through SQLAlchemy."""
        from shared.store.core import Core

        return Core(self.settings.postgres_url, pool_size=1 if self.settings.is_lambda else ADMIN_CONNECTIONS)

    @part
    def cipher(self) -> "AesGcmCipher":
        from shared.clients.cipher import AesGcmCipher, read_keys

        return AesGcmCipher(read_keys([key.get_secret_value() for key in self.settings.data_encryption_keys]))

    @part
    def key_value(self) -> "KeyValue":
        """Redis, or this process when none is configured."""
        from shared.clients.redis import open_key_value

        return open_key_value(self.settings.redis_rest, self.settings.redis_plain_url)

    @part
    def passwords(self) -> "Passwords":
        from shared.services.passwords import Passwords

        return Passwords()

    @part
    def access_tokens(self) -> "AccessTokens":
        from shared.services.access_tokens import AccessTokens

        life = timedelta(minutes=self.settings.auth_access_minutes)
        return AccessTokens(self.settings.auth_jwt_secret.get_secret_value(), life)

    @part
    def sessions(self) -> "Sessions":
        from shared.services.authenticate import Sessions

        return Sessions(self.access_tokens, timedelta(days=self.settings.auth_refresh_days))

    @part
    def standings(self) -> "Standings":
        from shared.services.identify import Standings

        return Standings(self.core)

    @part
    def throttle(self) -> "Throttle":
        from shared.clients.redis import MemoryKeyValue
        from shared.services.throttle import Throttle

        return Throttle(self.key_value, MemoryKeyValue(), self.settings.auth_jwt_secret.get_secret_value())

    @part
    def first_admin(self) -> "FirstAdmin":
        from shared.services.seed_admin import Credentials, FirstAdmin

        settings = self.settings
        credentials = Credentials(settings.auth_seed_admin_email, settings.auth_seed_admin_password.get_secret_value())
        return FirstAdmin(self.core, self.passwords, credentials)

    @part
    def pdf_reader(self) -> "PdfReader":
        from shared.clients.pdf.reader import ChildPdfReader

        return ChildPdfReader()

    @part
    def readiness(self) -> "Readiness":
        from shared.services.readiness import Readiness

        return Readiness(
            self.database, self.key_value, has_redis=bool(self.settings.redis_rest or self.settings.redis_plain_url)
        )

    # --- the hot path

    @part
    def database(self) -> "Database":
        """Postgres for messages: psycopg in flights."""
        from shared.store.database import Database

        size = 1 if self.settings.is_lambda else self.settings.database_pool_size
        return Database(self.settings.postgres_url, size, prepare=self.settings.database_prepare)

    @part
    def storing(self) -> "Storing":
        from shared.services.storing import Storing

        return Storing(self.database)

    @part
    def routing(self) -> "Routing":
        from shared.services.routing import Routing

        return Routing(self.database, self.cipher)

    @part
    def work(self) -> "Work":
        """What a worker needs to converse and to send."""
        from shared.clients.egress import GuardedHttp
        from shared.services.deliver import Delivery
        from shared.services.pace import Pace
        from shared.services.work import Work

        settings = self.settings
        delivery = Delivery(
            messenger=self.messenger,
            cipher=self.cipher,
            pace=Pace(),
            default_token=settings.wa_token.get_secret_value(),
            base_url=settings.public_base_url,
            settle=timedelta(seconds=settings.wa_settle_seconds),
            settle_after_gap=timedelta(seconds=settings.wa_settle_after_gap_seconds),
        )
        allowed = ("127.0.0.0/8",) if settings.app_env in ("local", "test") else ()
        return Work(self.database, self.flows, delivery, GuardedHttp(allowed), self.ai)

    @part
    def ai(self) -> "Ai | None":
        """What AI nodes ask; None without a key. The SDK is imported at the first call."""
        settings = self.settings
        if not settings.openai_api_key.get_secret_value():
            return None
        from shared.clients.openai import OpenAiModel
        from shared.domain.spending import Prices
        from shared.services.ai.spend import Purse
        from shared.services.ai.tasks import Ai

        timeout = timedelta(seconds=settings.openai_timeout_seconds)
        model = OpenAiModel(
            settings.openai_model,
            key=settings.openai_api_key.get_secret_value(),
            base_url=settings.openai_base_url,
            timeout=timeout,
        )
        prices = Prices(settings.openai_input_usd_per_million_tokens, settings.openai_output_usd_per_million_tokens)
        lease = 2 * timeout + settings.graph_timeout + MODEL_MARGIN
        purse = Purse(self.key_value, self.ai_caps, prices)
        return Ai(model, purse, lease, self._ears(timeout), self._meanings(timeout))

    @property
    def space(self) -> str:
        """What the tenants' knowledge is embedded in; empty = it is not."""
        return self.ai.meanings.embedder.space if self.ai and self.ai.meanings else ""

    @part
    def ai_caps(self) -> "Caps":
        """How much AI any tenant may use; a tenant's own limits stand over them."""
        from shared.domain.spending import MICROS, Caps

        settings = self.settings
        return Caps(
            calls=settings.openai_max_calls_per_tenant_per_day,
            tokens=settings.openai_max_tokens_per_tenant_per_day,
            micros=int(settings.openai_max_usd_per_tenant_per_day * MICROS),
            conversation_tokens=settings.openai_max_tokens_per_conversation_per_day,
            conversation_micros=int(settings.openai_max_usd_per_conversation_per_day * MICROS),
            per_minute=settings.openai_max_calls_per_sender_per_minute,
        )

    def _meanings(self, timeout: timedelta) -> "Meanings | None":
        settings = self.settings
        if settings.openai_embedding_model == "off":
            return None
        from shared.clients.openai import OpenAiEmbedder
        from shared.domain.spending import Prices
        from shared.services.ai.meaning import Meanings

        embedder = OpenAiEmbedder(
            settings.openai_embedding_model,
            length=settings.openai_embedding_dimensions,
            key=settings.openai_api_key.get_secret_value(),
            base_url=settings.openai_base_url,
            timeout=min(timeout, EMBED_TIMEOUT),
        )
        return Meanings(embedder, Prices(settings.openai_embedding_usd_per_million_tokens, 0))

    def _ears(self, timeout: timedelta) -> "Ears | None":
        settings = self.settings
        if settings.openai_transcription_model == "off":
            return None
        from shared.clients.egress import GuardedHttp
        from shared.clients.openai import OpenAiTranscriber
        from shared.clients.whatsapp.media import GraphMedia
        from shared.services.ai.voice import Ears

        transcriber = OpenAiTranscriber(
            settings.openai_transcription_model,
            key=settings.openai_api_key.get_secret_value(),
            base_url=settings.openai_base_url,
            timeout=timeout,
        )
        return Ears(
            GraphMedia(settings.wa_graph_base_url, settings.wa_graph_version, settings.graph_timeout, GuardedHttp()),
            transcriber,
            self.cipher,
            settings.wa_token.get_secret_value(),
            settings.openai_audio_usd_per_minute,
            timedelta(seconds=settings.openai_max_voice_seconds),
        )

    @part
    def messenger(self) -> "GraphMessenger":
        from shared.clients.whatsapp.graph import GraphMessenger

        settings = self.settings
        return GraphMessenger(settings.wa_graph_base_url, settings.wa_graph_version, settings.graph_timeout)

    @part
    def flows(self) -> "FlowCache":
        from shared.services.flow_cache import FlowCache

        return FlowCache()

    @part
    def direct_turns(self) -> "DirectTurns | None":
        """The short cut of a message that comes alone; None where a queue carries the turns to another function."""
        if self.settings.is_lambda and self.settings.wake_queue_url:
            return None
        from shared.services.direct import DirectTurns

        return DirectTurns(self.database, self.flows, self.waker, asks_models=self.ai is not None)

    @part
    def threads(self) -> "ThreadWaker":
        """Threads of this process that converse and send."""
        return self._pool(WORKER_THREADS)

    @part
    def slow_threads(self) -> "ThreadWaker":
        """Threads of this process that wait for other systems."""
        return self._pool(SLOW_THREADS)

    def _pool(self, threads: int) -> "ThreadWaker":
        from shared.clients.threads import ThreadWaker

        def work(wake: "Wake") -> "Sequence[tuple[Wake, timedelta]]":
            from shared.services.work import handle

            return handle(self.work, wake, is_stopping=self.threads.is_stopping)

        return ThreadWaker(work, threads=threads, following=lambda: self.waker)

    @part
    def waker(self) -> "Waker":
        """Who works on what was stored: threads where the process lives on; where it freezes, a queue or the request itself."""
        if not self.settings.is_lambda:
            from shared.clients.threads import TwoLanes

            return TwoLanes(self.threads, self.slow_threads)
        if self.settings.wake_queue_url:
            return self._queue()
        from shared.clients.inline import InlineWaker

        def work(wake: "Wake") -> "Sequence[tuple[Wake, timedelta]]":
            from shared.services.work import handle  # the engine with it: statuses never need it

            return handle(self.work, wake)

        return InlineWaker(work)

    def _queue(self) -> "SqsWaker":
        from shared.clients.aws_signature import Credentials
        from shared.clients.sqs import SqsWaker

        settings = self.settings
        credentials = Credentials(
            settings.aws_access_key_id,
            settings.aws_secret_access_key.get_secret_value(),
            settings.aws_session_token.get_secret_value(),
        )
        return SqsWaker(settings.wake_queue_url, settings.aws_region, credentials)

    @part
    def ticker(self) -> "Ticker":
        """The sweeping heartbeat of this process."""
        from shared.clients.threads import Ticker
        from shared.services.sweep import beat_and_sweep

        idle = timedelta(seconds=self.settings.sweep_idle_seconds)
        return Ticker(
            lambda pause: beat_and_sweep(self.database, self.waker, self.receiving, pause, space=self.space),
            self.threads,
            idle=idle,
        )

    @part
    def receiving(self) -> "Receiving":
        """Whether this process has taken in every webhook it was given."""
        from shared.services.receiving import FUNCTIONS, Receiving

        return Receiving(FUNCTIONS if self.settings.is_lambda else None)

    def start(self) -> None:
        """Begin to work in the background; for hosts that stay alive between requests."""
        self.ticker.start()

    def stop(self, *, patience: timedelta = timedelta(seconds=25)) -> None:
        """Take up nothing new, finish what runs, close what is open."""
        if "ticker" in self.parts:
            self.ticker.stop()
        for pool in ("threads", "slow_threads"):
            if pool in self.parts:
                self.parts[pool].stop(patience=patience)
        if "ticker" in self.parts:
            from shared.services.sweep import leave

            leave(self.database, self.receiving)
        if "messenger" in self.parts:
            self.messenger.close()
        if self.parts.get("ai"):
            self.parts["ai"].close()
        if "database" in self.parts:
            self.database.close()
        if "core" in self.parts:
            self.core.close()
        if "key_value" in self.parts:
            self.key_value.close()


@cache
def process_container() -> Container:
    """Give the container of this process, made from its environment. Raises ConfigurationError."""
    from shared.observability import set_up
    from shared.settings import load_settings

    settings = load_settings()
    set_up(level=settings.log_level, metrics=settings.is_lambda)
    return Container(settings)
