import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import type { ExamplesAdded, IntentExample, IntentLine, IntentsPage } from "@/api/types";
import { Bones, Failed, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { dropExamples, moveExamples, restoreExamples, useExamples } from "../data";
import { intentName } from "../words";
import { AddExamples, AddedNote } from "./AddExamples";
import { ExampleLine } from "./ExampleLine";
import css from "./understanding.module.css";

const NOWHERE = "none";
const KINDS = ["written", "imported", "corrected", "held_out"] as const;

interface Props {
  /** null: none of the intents */
  intent: IntentLine | null;
  page: IntentsPage;
  may: boolean;
}

/** What can be done with those that are chosen. */
function Chosen({ ids, page, intent, clear, dropped }: Props & ChosenProps) {
  const move = (to: string): void => {
    moveExamples(ids, to === NOWHERE ? null : to)
      .then(({ count }) => sayDone(t("intents.moved", { count })), sayError)
      .finally(clear);
  };
  const drop = (): void => {
    dropExamples(ids)
      .then(() => dropped(ids), sayError)
      .finally(clear);
  };
  const others = page.items.filter((one) => one.id !== intent?.id && !one.archived);
  return (
    <div className={css.tools} role="toolbar" aria-label={t("intents.chosen", { count: ids.length })}>
      <span>{t("intents.chosen", { count: ids.length })}</span>
      <Select<string>
        showSearch={{ optionFilterProp: "label" }}
        size="small"
        className={css.move ?? ""}
        placeholder={t("intents.move_to")}
        aria-label={t("intents.move_to")}
        value={null}
        onChange={move}
        options={[
          ...others.map((one) => ({ value: one.id, label: intentName(one) })),
          ...(intent === null ? [] : [{ value: NOWHERE, label: t("intents.none_of_them") }]),
        ]}
      />
      <Button size="small" danger onClick={drop}>
        {t("action.delete")}
      </Button>
      <Button size="small" type="text" onClick={clear}>
        {t("action.cancel")}
      </Button>
    </div>
  );
}

interface ChosenProps {
  ids: string[];
  clear: () => void;
  dropped: (ids: string[]) => void;
}

/** Examples of one intent (or of none), the latest first: found, chosen, moved, rewritten, deleted and brought back. */
export function ExampleList({ intent, page, may }: Props) {
  const [q, setQ] = useState("");
  const [kind, setKind] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [gone, setGone] = useState<string[] | null>(null);
  const [added, setAdded] = useState<ExamplesAdded | null>(null);
  const query = useExamples({ intent_id: intent?.id ?? null, outside: intent === null, kind, q: q.trim() });
  const items: IntentExample[] = query.data?.pages.flatMap((one) => one.items) ?? [];
  const held = items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const clear = (): void => setChosen(new Set());
  const pick = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const back = (): void => {
    if (gone === null) return;
    restoreExamples(gone).then(({ count }) => sayDone(t("intents.restored", { count })), sayError);
    setGone(null);
  };
  return (
    <section className={css.examples} aria-label={t("intents.examples")}>
      <h3>
        {t("intents.examples")}{" "}
        <small className="muted">
          {intent === null
            ? t("intents.examples_of", { count: page.outside, held: page.outside_held_out })
            : t("intents.examples_of", { count: intent.examples, held: intent.held_out })}
        </small>
      </h3>
      {may && intent?.archived !== true && <AddExamples intent={intent?.id ?? null} added={setAdded} />}
      {added !== null && <AddedNote added={added} items={page.items} close={() => setAdded(null)} />}
      {gone !== null && (
        <p className={css.note} role="status">
          {t("intents.dropped", { count: gone.length })}{" "}
          <Button size="small" autoFocus onClick={back}>
            {t("intents.undo")}
          </Button>
        </p>
      )}
      {held.length > 0 ? (
        <Chosen ids={held} page={page} intent={intent} may={may} clear={clear} dropped={setGone} />
      ) : (
        <div className={css.tools}>
          <Input
            allowClear
            size="small"
            value={q}
            placeholder={t("intents.look_examples")}
            aria-label={t("intents.look_examples")}
            onChange={(event) => setQ(event.target.value)}
          />
          <Select
            size="small"
            className={css.move ?? ""}
            aria-label={t("intents.kind")}
            value={kind}
            onChange={setKind}
            options={[
              { value: "", label: t("intents.kind_all") },
              ...KINDS.map((value) => ({ value, label: tCode("intents_kind", value) })),
            ]}
          />
        </div>
      )}
      {query.isPending && <Bones rows={6} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && items.length === 0 && (
        <p className="muted">{q || kind ? t("settings.look_none") : t("intents.no_examples")}</p>
      )}
      <ul className={css.sentences}>
        {items.map((one) => (
          <ExampleLine key={one.id} one={one} may={may} chosen={chosen.has(one.id)} pick={(on) => pick(one.id, on)} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
    </section>
  );
}
