import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import { useRef, useState } from "react";
import type { ComponentRef } from "react";
import { Avatar, ClearIcon, Tag } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { PresenceDot, lookOf, stateWord, usePeople } from "@/features/people";
import { queueName, t } from "@/i18n";
import { transferOne } from "../../actions";
import type { DialogProps } from "./Dialogs";
import { useRows } from "./useRows";
import css from "./dialogs.module.css";

type To = { kind: "queue" | "agent"; id: string } | null;

function Queues({ to, choose, filter }: { to: To; choose: (to: To) => void; filter: string }) {
  const queues = usePeople((state) =>
    Object.values(state.queues).filter((queue) => queueName(queue).toLowerCase().includes(filter)),
  );
  return queues.map((queue) => (
    <button
      key={queue.id}
      type="button"
      role="radio"
      aria-checked={to?.id === queue.id}
      className={css.target}
      onClick={() => choose({ kind: "queue", id: queue.id })}
    >
      <span className="cut">{queueName(queue)}</span>
      {queue.kind === "fast" && <Tag tone="brand">{t("lane.fast")}</Tag>}
      {queue.kind === "green" && <Tag tone="brand">{t("lane.green")}</Tag>}
      <small>
        {queue.open
          ? queue.waiting > 0
            ? t("transfer.waiting", { count: queue.waiting })
            : t("transfer.nobody")
          : t("transfer.closed")}
      </small>
    </button>
  ));
}

function Agents({ to, choose, filter }: { to: To; choose: (to: To) => void; filter: string }) {
  const rank = { ready: 0, break: 1, offline: 2 };
  const agents = usePeople((state) =>
    Object.values(state.agents)
      .filter((agent) => agent.id !== state.meId && agent.name.toLowerCase().includes(filter))
      .sort(
        (a, b) =>
          rank[a.presence.state] - rank[b.presence.state] ||
          a.load / (a.capacity || 1) - b.load / (b.capacity || 1) ||
          a.name.localeCompare(b.name),
      ),
  );
  return agents.map((agent) => (
    <button
      key={agent.id}
      type="button"
      role="radio"
      aria-checked={to?.id === agent.id}
      className={css.target}
      disabled={!agent.connected || agent.presence.state !== "ready" || agent.load >= agent.capacity}
      onClick={() => choose({ kind: "agent", id: agent.id })}
    >
      <Avatar name={agent.name} size={24} />
      <span className="cut">{agent.name}</span>
      <PresenceDot look={lookOf(agent.presence)} />
      <small>
        {agent.presence.state !== "ready" || agent.connected
          ? stateWord(lookOf(agent.presence))
          : t("presence.unconnected")}
      </small>
      <small className="num" data-full={agent.load >= agent.capacity || undefined}>
        {agent.load}/{agent.capacity}
      </small>
    </button>
  ));
}

export default function Transfer({ rows, done }: DialogProps) {
  const name = rows[0]?.customer.name ?? "";
  // Who waits in a queue is given to somebody; who is with somebody goes to a queue.
  const waiting = rows.every((row) => row.phase === "queued" || row.phase === "offered");
  const [kind, setKind] = useState<"queue" | "agent">(waiting ? "agent" : "queue");
  const [to, setTo] = useState<To>(null);
  const [note, setNote] = useState("");
  const [filter, setFilter] = useState("");
  const { busy, run } = useRows(rows, "transfer", done, t("transfer.done", { name }));
  const words = filter.trim().toLowerCase();
  const why = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const choose = (chosen: To): void => {
    setTo(chosen);
    why.current?.focus();
  };
  const submit = (): void => {
    if (to === null) return;
    const target = to.kind === "queue" ? { queue_id: to.id } : { agent_id: to.id };
    run((row) => transferOne(row, target, note.trim()));
  };
  return (
    <Dialog
      dirty={() => note.trim() !== ""}
      title={rows.length > 1 ? t("transfer.title_many", { count: rows.length }) : t("transfer.title", { name })}
      cancel={done}
      onOk={submit}
      okText={t("action.transfer")}
      okButtonProps={{ disabled: to === null || note.trim() === "", loading: busy }}
      width={480}
    >
      <div className={css.form}>
        <div className={css.pick}>
          <Segmented<"queue" | "agent">
            value={kind}
            onChange={(value) => {
              setKind(value);
              setTo(null);
            }}
            options={[
              { value: "queue", label: t("transfer.queue") },
              { value: "agent", label: t("transfer.agent") },
            ]}
          />
          <Input
            allowClear={{ clearIcon: <ClearIcon /> }}
            size="small"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            placeholder={t("transfer.filter")}
            aria-label={t("transfer.filter")}
          />
        </div>
        <div className={css.targets} role="radiogroup" aria-label={t("transfer.to")}>
          {kind === "queue" ? (
            <Queues to={to} choose={choose} filter={words} />
          ) : (
            <Agents to={to} choose={choose} filter={words} />
          )}
        </div>
        <label className={css.label}>
          {t("transfer.note")}
          <Input.TextArea
            ref={why}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            autoSize={{ minRows: 3, maxRows: 8 }}
            placeholder={t("transfer.note_placeholder")}
          />
        </label>
      </div>
    </Dialog>
  );
}
