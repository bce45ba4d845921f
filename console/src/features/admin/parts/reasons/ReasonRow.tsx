import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, CornerDownRight, ListPlus, Trash2 } from "lucide-react";
import { IconButton, Tag } from "@/design";
import { usePeople } from "@/features/people";
import { named, queueName, t } from "@/i18n";
import { DEEPEST, depthOf, goneOf, isHeading, moved } from "../../reasons";
import type { Entry, ReasonKind } from "../../reasons";
import css from "./reasons.module.css";

export interface RowProps {
  kind: ReasonKind;
  /** false while only some lines are shown */
  sorting: boolean;
  entries: Entry[];
  entry: Entry;
  /** conversations of the last ninety days; undefined where that is not counted */
  uses: number | undefined;
  fault: { field: string; text: string } | undefined;
  change: (entry: Entry) => void;
  set: (entries: Entry[]) => void;
  under: () => void;
}

function Break({ entry, change }: Pick<RowProps, "entry" | "change">) {
  return (
    <>
      <InputNumber
        className={css.minutes ?? ""}
        min={1}
        max={480}
        value={entry.limit_minutes}
        placeholder={t("reasons.no_limit")}
        suffix={t("reasons.minutes")}
        aria-label={t("reasons.limit")}
        onChange={(limit_minutes) => change({ ...entry, limit_minutes })}
      />
      <Checkbox
        checked={entry.paid}
        onChange={(event) =>
          change({ ...entry, paid: event.target.checked, shrinkage: entry.shrinkage && event.target.checked })
        }
      >
        {t("reasons.paid")}
      </Checkbox>
      <Checkbox
        checked={entry.shrinkage}
        disabled={!entry.paid}
        onChange={(event) => change({ ...entry, shrinkage: event.target.checked })}
      >
        {t("reasons.shrinkage")}
      </Checkbox>
    </>
  );
}

/** Which queue a code belongs to; what stands under another is of the other's. */
function Queue({ entry, change }: Pick<RowProps, "entry" | "change">) {
  const queues = usePeople((state) => Object.values(state.queues));
  if (entry.parent !== null) return null;
  return (
    <Select<string>
      className={css.queue ?? ""}
      aria-label={t("reasons.queue")}
      value={entry.queue ?? ""}
      options={[
        { value: "", label: t("wrap.every_queue") },
        ...queues.map((queue) => ({ value: queue.code, label: queueName(queue) })),
      ]}
      popupMatchSelectWidth={false}
      onChange={(queue) => change({ ...entry, queue: queue === "" ? null : queue })}
    />
  );
}

function Acts({ kind, sorting, entries, entry, set, change, under }: RowProps) {
  const name = named(entry) || entry.zh || entry.en;
  const step = (by: 1 | -1): (() => void) | null => {
    const next = sorting ? moved(entries, entry, by) : null;
    return next && (() => set(next));
  };
  const [up, down] = [step(-1), step(1)];
  const deepest = depthOf(entries, entry) + 1 >= DEEPEST;
  return (
    <div className={css.acts}>
      {kind === "wrap_up" && !deepest && (
        <IconButton
          label={entry.code === "" ? t("reasons.under_later") : t("reasons.under", { name })}
          icon={<ListPlus size={15} aria-hidden />}
          disabled={entry.code === ""}
          onClick={under}
        />
      )}
      <IconButton
        label={t("reasons.up", { name })}
        icon={<ArrowUp size={15} aria-hidden />}
        disabled={up === null}
        onClick={() => up?.()}
      />
      <IconButton
        label={t("reasons.down", { name })}
        icon={<ArrowDown size={15} aria-hidden />}
        disabled={down === null}
        onClick={() => down?.()}
      />
      {entry.code === "" ? (
        <IconButton
          label={t("reasons.remove")}
          icon={<Trash2 size={15} aria-hidden />}
          onClick={() => set(entries.filter((one) => one !== entry))}
        />
      ) : (
        <IconButton
          label={entry.retired ? t("reasons.restore", { name }) : t("reasons.retire", { name })}
          icon={entry.retired ? <ArchiveRestore size={15} aria-hidden /> : <Archive size={15} aria-hidden />}
          onClick={() => change({ ...entry, retired: !entry.retired })}
        />
      )}
    </div>
  );
}

/** One line of a list of reasons, written where it stands. */
export function ReasonRow(props: RowProps) {
  const { kind, entries, entry, uses, fault, change } = props;
  const depth = depthOf(entries, entry);
  const gone = goneOf(entries, entry);
  return (
    <li className={css.row} data-gone={gone || undefined}>
      <div className={css.name} style={{ paddingLeft: depth * 24 }}>
        {depth > 0 && <CornerDownRight size={13} aria-hidden />}
        <Input
          value={entry.zh}
          maxLength={40}
          placeholder={t("groups.zh")}
          aria-label={t("groups.zh")}
          status={fault !== undefined && fault.field !== "en" ? "error" : ""}
          onChange={(event) => change({ ...entry, zh: event.target.value })}
        />
      </div>
      <Input
        value={entry.en}
        maxLength={40}
        placeholder={t("groups.en")}
        aria-label={t("groups.en")}
        status={fault?.field === "en" ? "error" : ""}
        onChange={(event) => change({ ...entry, en: event.target.value })}
      />
      <div className={css.more}>
        {kind === "break" && <Break entry={entry} change={change} />}
        {kind === "wrap_up" && <Queue entry={entry} change={change} />}
        {gone ? (
          <Tag>{t("reasons.retired")}</Tag>
        ) : isHeading(entries, entry) ? (
          <small>{t("reasons.heading")}</small>
        ) : (
          uses !== undefined && entry.code !== "" && <small>{t("reasons.uses", { count: uses })}</small>
        )}
      </div>
      <Acts {...props} />
      {fault !== undefined && (
        <p className={css.fault} role="alert">
          {fault.text}
        </p>
      )}
    </li>
  );
}
