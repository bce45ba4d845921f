import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { Play, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { WhatIfDraft, WhatIfLibrary } from "@/api/types";
import { go, sayError, sentence } from "@/design";
import { locale, named, t, tCode } from "@/i18n";
import { AS_IT_IS, MOST_VARIANTS, PLACE, askWhatIf, draftOf, saidOf } from "../../whatIf";
import { Field } from "./Field";
import { VariantForm } from "./VariantForm";
import css from "./whatif.module.css";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface Part {
  draft: WhatIfDraft;
  change: (part: Partial<WhatIfDraft>) => void;
  wrong: (field: string) => string | undefined;
}

function World({ draft, change, wrong, library }: Part & { library: WhatIfLibrary }) {
  const own = draft.family === null;
  const family = library.families.find((one) => one.code === draft.family);
  return (
    <fieldset className={css.part}>
      <legend>{t("what_if.world")}</legend>
      <Segmented
        aria-label={t("what_if.world")}
        value={own ? "own" : "family"}
        options={[
          { value: "own", label: t("what_if.own") },
          { value: "family", label: t("what_if.family") },
        ]}
        onChange={(next) => change({ family: next === "own" ? null : (library.families[0]?.code ?? null), load: 1 })}
      />
      {own ? (
        <div className={css.fields}>
          <Field label={t("what_if.weeks")} error={wrong("weeks")}>
            <Select
              value={draft.weeks}
              aria-label={t("what_if.weeks")}
              options={[1, 2, 4, 8, 12].map((count) => ({ value: count, label: t("what_if.last_weeks", { count }) }))}
              onChange={(weeks) => change({ weeks })}
            />
          </Field>
          <Field label={t("what_if.weekdays")} error={wrong("weekdays")} hint={t("what_if.weekdays_hint")}>
            <Checkbox.Group
              value={draft.weekdays}
              options={DAYS.map((day, n) => ({ value: n + 1, label: tCode("weekday", day) }))}
              onChange={(weekdays) => change({ weekdays: weekdays.toSorted() })}
            />
          </Field>
        </div>
      ) : (
        <div className={css.fields}>
          <Field label={t("what_if.family_of")} error={wrong("family")}>
            <Select
              value={draft.family}
              aria-label={t("what_if.family_of")}
              popupMatchSelectWidth={false}
              className={css.wide ?? ""}
              options={library.families.map((one) => ({ value: one.code, label: named(one) }))}
              onChange={(next) => change({ family: next, load: 1 })}
            />
          </Field>
          <Field label={t("what_if.load")} error={wrong("load")}>
            <Select
              value={draft.load}
              aria-label={t("what_if.load")}
              options={[...new Set([1, ...(family?.loads ?? [])])]
                .toSorted((a, b) => a - b)
                .map((load) => ({ value: load, label: `× ${load}` }))}
              onChange={(load) => change({ load })}
            />
          </Field>
        </div>
      )}
    </fieldset>
  );
}

function Sudden({ draft, change, wrong, library }: Part & { library: WhatIfLibrary }) {
  const event = library.events.find((one) => one.code === draft.event?.code);
  return (
    <fieldset className={css.part}>
      <legend>{t("what_if.event")}</legend>
      <div className={css.fields}>
        <Field label={t("what_if.event_of")} error={wrong("event.code")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            className={css.wide ?? ""}
            aria-label={t("what_if.event_of")}
            placeholder={t("what_if.no_event")}
            value={draft.event?.code ?? null}
            options={library.events.map((one) => ({ value: one.code, label: named(one) }))}
            onChange={(code?: string) => change({ event: code ? { code, at: draft.event?.at ?? 2 } : null })}
          />
        </Field>
        {draft.event !== null && (
          <Field label={t("what_if.event_at")} error={wrong("event.at")}>
            <InputNumber
              min={0}
              max={23.75}
              step={0.5}
              aria-label={t("what_if.event_at")}
              value={draft.event.at}
              suffix={t("what_if.unit_h")}
              onChange={(at) => change({ event: { code: draft.event!.code, at: at ?? 0 } })}
            />
          </Field>
        )}
      </div>
      {event && (
        <p className="muted">
          {locale() === "en" ? event.about_en : event.about_zh}{" "}
          {t("what_if.event_is", { hours: event.hours, times: event.overall })}
        </p>
      )}
    </fieldset>
  );
}

/** What is to be simulated: a world, perhaps an event, and up to four ways to meet it. */
export function WhatIfForm({ library, full, days }: { library: WhatIfLibrary; full: string | null; days: number }) {
  const [draft, setDraft] = useState(() => draftOf(t("what_if.first_name"), t("what_if.as_it_is"), t("what_if.more")));
  const [refused, setRefused] = useState<{ field: string; error: unknown } | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // What the server says stands beside its field, which may be far from the button.
    if (refused !== null) form.current?.querySelector("[role=alert]")?.parentElement?.querySelector("input")?.focus();
  }, [refused]);
  const change = (part: Partial<WhatIfDraft>): void => {
    setRefused(null);
    setDraft({ ...draft, ...part });
  };
  const wrong = (field: string): string | undefined => (refused?.field === field ? sentence(refused.error) : undefined);
  const start = (): void => {
    setBusy(true);
    askWhatIf(draft)
      .then((made) => go(`${PLACE}/${made.id}`))
      .catch((error: unknown) => {
        const told = saidOf(error);
        if (told === null) sayError(error);
        else setRefused(told);
      })
      .finally(() => setBusy(false));
  };
  const part = { draft, change, wrong };
  return (
    <form
      ref={form}
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Field label={t("what_if.name")} error={wrong("name")}>
        <Input
          value={draft.name}
          maxLength={80}
          aria-label={t("what_if.name")}
          status={wrong("name") ? "error" : ""}
          onChange={({ target }) => change({ name: target.value })}
        />
      </Field>
      <World {...part} library={library} />
      <Sudden {...part} library={library} />
      <fieldset className={css.part}>
        <legend>{t("what_if.variants")}</legend>
        <p className="muted">{t("what_if.variants_hint")}</p>
        <div className={css.variants}>
          {draft.variants.map((one, n) => (
            <VariantForm
              key={n}
              variant={one}
              first={n === 0}
              wrong={(field) => wrong(`variants[${n}].${field}`)}
              change={(next) => change({ variants: draft.variants.with(n, next) })}
              remove={draft.variants.length > 1 ? () => change({ variants: draft.variants.toSpliced(n, 1) }) : null}
            />
          ))}
          {draft.variants.length < MOST_VARIANTS && (
            <Button
              className={css.another ?? ""}
              icon={<Plus size={14} aria-hidden />}
              onClick={() => {
                const name = t("what_if.variant", { n: draft.variants.length + 1 });
                change({ variants: [...draft.variants, { ...AS_IT_IS, name }] });
              }}
            >
              {t("what_if.another")}
            </Button>
          )}
        </div>
      </fieldset>
      <div className={css.foot}>
        <Field label={t("what_if.replications")} error={wrong("replications")}>
          <Select
            value={draft.replications}
            aria-label={t("what_if.replications")}
            options={[5, 10, 20, 40].map((count) => ({ value: count, label: t("what_if.times", { count }) }))}
            onChange={(replications) => change({ replications })}
          />
        </Field>
        <Button
          type="primary"
          htmlType="submit"
          icon={<Play size={14} aria-hidden />}
          loading={busy}
          disabled={full !== null}
        >
          {t("what_if.start")}
        </Button>
        <span className="muted">{full ?? t("what_if.goes", { days })}</span>
      </div>
    </form>
  );
}
