import Button from "antd/es/button";
import Input from "antd/es/input";
import Switch from "antd/es/switch";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { QueueCard, ReasonLists } from "@/api/types";
import { newId, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten, SaveBar } from "@/design/parts/SaveBar";
import { usePeople } from "@/features/people";
import { queueName, t } from "@/i18n";
import { added, entriesOf, goneOf, saveReasons } from "../../reasons";
import type { Entry, ReasonKind } from "../../reasons";
import settings from "../settings.module.css";
import { ReasonRow } from "./ReasonRow";
import css from "./reasons.module.css";

/** By either name, or by the queue; what is being written is always there. */
function matches(entry: Entry, q: string, queueNames: QueueCard[]): boolean {
  const queue = queueNames.find(({ code }) => code === entry.queue);
  const words = `${entry.zh} ${entry.en} ${queue ? queueName(queue) : ""}`.toLowerCase();
  return entry.code === "" || words.includes(q.trim().toLowerCase());
}

/** A whole list of one kind, edited where it stands and saved as one. */
export function ReasonList({ kind, lists }: { kind: ReasonKind; lists: ReasonLists }) {
  const [begin, setBegin] = useState(lists);
  const [entries, setEntries] = useState(() => entriesOf(lists, kind));
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [retired, setRetired] = useState(false);
  const [q, setQ] = useState("");
  const queueNames = usePeople((state) => Object.values(state.queues));
  const [fault, setFault] = useState<{ key: string; field: string; text: string } | null>(null);
  const [beaten, setBeaten] = useState(false);
  useUnsaved(dirty);
  const set = (next: Entry[]): void => {
    setEntries(next);
    setDirty(true);
    setFault(null);
  };
  const take = (now: ReasonLists): void => {
    setBegin(now);
    setEntries(entriesOf(now, kind));
    setDirty(false);
    setFault(null);
    setBeaten(false);
  };
  const refuse = (error: unknown): void => {
    const [, at, field = ""] = (error instanceof ApiError && error.field?.split(".")) || [];
    const entry = at === undefined ? undefined : entries[Number(at)];
    if (error instanceof ApiError && error.code === "settings_changed") setBeaten(true);
    else if (entry === undefined) sayError(error);
    else {
      setFault({ key: entry.key, field, text: sentence(error) });
      setRetired((shown) => shown || goneOf(entries, entry));
    }
  };
  const save = (): void => {
    setBusy(true);
    saveReasons(kind, begin, entries)
      .then((now) => {
        take(now);
        sayDone(t("reasons.saved"));
      }, refuse)
      .finally(() => setBusy(false));
  };
  const uses = kind === "wrap_up" || kind === "close" ? begin[kind].uses : null;
  const hidden = entries.filter((entry) => goneOf(entries, entry)).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {beaten && <Beaten text={t("reasons.beaten")} take={() => take(lists)} />}
      <section className={settings.part}>
        {entries.length > 15 && (
          <Input
            allowClear
            className={css.search ?? ""}
            value={q}
            placeholder={t("reasons.look")}
            aria-label={t("reasons.look")}
            onChange={(event) => setQ(event.target.value)}
            onPressEnter={(event) => event.preventDefault()}
          />
        )}
        <ul className={`${css.list} ${kind === "break" ? css.break : ""}`}>
          <li className={`${css.row} ${css.head}`} aria-hidden>
            <span>{t("groups.zh")}</span>
            <span>{t("groups.en")}</span>
            <span className={css.more} />
            <span />
          </li>
          {entries
            .filter((entry) => (retired || !goneOf(entries, entry)) && matches(entry, q, queueNames))
            .map((entry) => (
              <ReasonRow
                key={entry.key}
                kind={kind}
                sorting={q === ""}
                entries={entries}
                entry={entry}
                uses={uses === null ? undefined : (uses[entry.code] ?? 0)}
                fault={fault?.key === entry.key ? fault : undefined}
                change={(next) => set(entries.map((one) => (one === entry ? next : one)))}
                set={set}
                under={() => set(added(entries, entry, newId()))}
              />
            ))}
        </ul>
        <div className={css.foot}>
          <Button icon={<Plus size={14} aria-hidden />} onClick={() => set(added(entries, null, newId()))}>
            {t("reasons.add")}
          </Button>
          {hidden > 0 && (
            <label>
              <Switch size="small" checked={retired} onChange={setRetired} />{" "}
              {t("reasons.show_retired", { count: hidden })}
            </label>
          )}
        </div>
      </section>
      <SaveBar page>
        <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
          {t("action.save")}
        </Button>
      </SaveBar>
    </form>
  );
}
