"""The worker process: steps of the spine that are due, the relay, the watchers, the sweeping."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import uvloop

from qingfeng.app import wiring
from qingfeng.app.alerting import Alerting
from qingfeng.app.figures import Sampler
from qingfeng.app.metrics_door import beside
from qingfeng.app.settings import Settings
from qingfeng.app.wiring import House
from qingfeng.flow import (
    call_back,
    conversation_files,
    deferral,
    desk,
    desk_snooze,
    leaving,
    outbound,
    privacy,
    retention,
    surveys,
    turn,
)
from qingfeng.flow.article_files import ArticleFileWatch
from qingfeng.flow.article_watch import ArticleWatch
from qingfeng.flow.review_watch import ReviewWatch
from qingfeng.flow.surge import SurgeWatch
from qingfeng.flow.theme_watch import ThemeWatch
from qingfeng.kernel import log
from qingfeng.kernel.clock import new_seed, rng
from qingfeng.kernel.relay import Relay
from qingfeng.kernel.sweep import Sweeper
from qingfeng.kernel.timers import Handler, Job, TimerRunner
from qingfeng.kernel.watch import WatcherRunner
from qingfeng.modules.conversations.public import Filler, exports
from qingfeng.modules.insight import jobs as insight_jobs
from qingfeng.modules.insight.public import forget_names
from qingfeng.modules.knowledge import jobs as knowledge_jobs
from qingfeng.modules.people import jobs as people_jobs
from qingfeng.modules.rehearsal import jobs as rehearsal_jobs
from qingfeng.modules.routing import jobs as routing_jobs
from qingfeng.modules.understanding import jobs as understanding_jobs

logger = log.get(__name__)
Part = Callable[[], Awaitable[None]]
STEPS = 8
"""Steps that a worker has in hand at once, beside those that wait for a language model."""
STOP_SECONDS = 1.5
"""How long steps that run may go on when the process is told to stop."""


def handlers(made: House) -> dict[str, Handler]:
    """The timers that a worker takes: the steps of the flow's table (`route` is the router's), and a watcher's."""
    chance = rng(new_seed())
    return {
        "turn": _of_conversation(partial(turn.turn, made.spine)),
        "idle_close": _of_conversation(partial(turn.idle_close, made.spine)),
        surveys.STEP: _of_conversation(partial(surveys.ask_later, made.spine)),
        "wrap_up_end": _of_conversation(partial(desk.wrap_up_end, made.spine)),
        "release": partial(leaving.release, made.spine),
        exports.STEP: partial(conversation_files.step, made.spine),
        "privacy": partial(privacy.step, made.spine, made.bus, forget_names),
        "retention": partial(retention.step, made.spine),
        "insight_roll": partial(insight_jobs.roll, made.work),
        insight_jobs.WHAT_IF: partial(insight_jobs.what_if, made.work, made.what_if),
        rehearsal_jobs.STEP: partial(rehearsal_jobs.rehearse, made.work, made.rehearser),
        understanding_jobs.STEP: partial(understanding_jobs.train, made.work, made.teacher),
        knowledge_jobs.GROUP: partial(knowledge_jobs.group, made.work, wiring.ENCODER),
        knowledge_jobs.READ: partial(knowledge_jobs.read_articles, made.work, wiring.ENCODER),
        deferral.HELD: _of_conversation(partial(call_back.held_end, made.spine)),
        "wake": _of_conversation(partial(desk_snooze.wake_up, made.spine)),
        "remind": partial(desk_snooze.remind, made.work),
        "temporary_end": partial(people_jobs.temporary_end, made.work),
        "offer_expiry": partial(routing_jobs.offer_expiry, made.work),
        "deliver": _of_conversation(partial(outbound.deliver, made.spine, {"open": made.open_channel}, chance)),
    }


def _of_conversation(step: Handler) -> Handler:
    """A step whose key is a conversation: what is logged meanwhile says which."""

    async def taken(job: Job) -> None:
        log.bind(conversation=job.key)
        await step(job)

    return taken


async def work(made: House, stop: asyncio.Event) -> None:
    """Run all parts until `stop`; a part that fails is logged and started again."""
    # A turn of the model holds its step for as long: it shall not take the place of what is quick.
    more = made.spine.reasoner.places if made.spine.reasoner else 0
    timers = TimerRunner(made.db, made.work, made.bus, handlers(made), width=STEPS + more)
    made.live.on_steps(timers.wake)
    relay = Relay(made.db, made.bus, made.name)
    made.live.on_events(relay.wake)
    sweeper = Sweeper(made.db, made.name, wiring.SWEEPINGS)
    watchers = WatcherRunner(made.bus, made.work, wiring.WATCHERS)
    filler = Filler(made.work, made.name)
    parts: list[Part] = [
        timers.run,
        relay.run,
        sweeper.run,
        watchers.run,
        filler.run,
        Sampler(made.db).run,
        Alerting(made.work, made.name).run,
        SurgeWatch(made.work, made.name).run,
        ArticleWatch(made.work, made.name).run,
        ReviewWatch(made.work, made.name).run,
        ArticleFileWatch(made.work, made.name).run,
        partial(knowledge_jobs.begin, made.work),
        ThemeWatch(made.work, made.name, wiring.READER).run,
    ]
    tasks = [asyncio.create_task(keep(made, part), name=getattr(part, "__qualname__", "once")) for part in parts]
    async with beside(made, made.settings.worker_metrics_port):
        await stop.wait()
    with contextlib.suppress(TimeoutError):  # what is cut off is taken up again when its lease ends
        async with asyncio.timeout(STOP_SECONDS):
            await timers.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def keep(made: House, part: Part) -> None:
    while True:
        try:
            await part()
            return
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("part failed", part=getattr(part, "__qualname__", ""))
            await made.clock.sleep(1)


async def until_told(settings: Settings, role: str, do: Callable[[House, asyncio.Event], Awaitable[None]]) -> None:
    """Open the house and run `do` until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with wiring.house(settings, role) as made:
        await do(made, stop)


def give_way() -> None:
    """What wakes up here pushes nobody off the processor: where the web processes and the database share the machine, a
    message on its way comes before what is done after it. The share of time stays the same, so nothing starves."""
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def run(settings: Settings) -> None:
    """Work until told to stop."""
    give_way()
    log.configure(settings.log_level, settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_told(settings, "worker", work))
