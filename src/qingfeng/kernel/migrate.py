"""One line of history: plain SQL files, applied in order, each in a transaction, under one lock."""

from __future__ import annotations

import hashlib
from importlib import resources

import asyncpg


class MigrationChanged(Exception):
    """A migration that was already applied has another text now."""


def scripts() -> list[tuple[str, str]]:
    folder = resources.files("qingfeng.migrations")
    return sorted((f.name, f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".sql"))


async def migrate(url: str) -> list[str]:
    """Bring the database up to date; returns the names applied now. Safe to call from many processes at once."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("SELECT pg_advisory_lock(7405317)")
        await conn.execute(
            "CREATE TABLE IF NOT EXISTS public.qingfeng_migrations"
            " (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        done = {r["name"]: r["digest"] for r in await conn.fetch("SELECT name, digest FROM public.qingfeng_migrations")}
        applied = []
        for name, sql in scripts():
            digest = hashlib.sha256(sql.encode()).hexdigest()
            if name in done:
                if done[name] != digest:
                    raise MigrationChanged(
                        f"{name} was changed after it had been applied; add a new migration instead."
                    )
                continue
            async with conn.transaction():
                await conn.execute(sql)
                await conn.execute(
                    "INSERT INTO public.qingfeng_migrations (name, digest) VALUES ($1, $2)", name, digest
                )
            applied.append(name)
        return applied
    finally:
        await conn.close()
