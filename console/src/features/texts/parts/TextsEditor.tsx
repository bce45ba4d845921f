import Button from "antd/es/button";
import Input from "antd/es/input";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { ApiError } from "@/api/http";
import type { TextSlot, TextsPlace } from "@/api/types";
import { Empty, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { BesidePreview } from "@/design/parts/BesidePreview";
import type { Quicker } from "@/design/parts/BesidePreview";
import { SaveBar } from "@/design/parts/SaveBar";
import { t, tCode } from "@/i18n";
import { HOUSE, inherited, isOwn, ownOf, saveTexts, whole } from "../texts";
import { TextFields } from "./TextFields";
import { TextRow } from "./TextRow";
import { TextsPreview } from "./TextsPreview";
import { TextsVersions } from "./TextsVersions";
import css from "./texts.module.css";

interface Props {
  slots: TextSlot[];
  place: TextsPlace;
  house: TextsPlace;
  picker: ReactNode;
}

/** `texts.<key>.<part>.<number>`, as the server names a field: the key, and the rest of it. */
function fieldOf(error: unknown): [string, string] | null {
  const [texts, key, ...rest] = error instanceof ApiError ? (error.field ?? "").split(".") : [];
  return texts === "texts" && key !== undefined && rest.length > 0 ? [key, rest.join(".")] : null;
}

const matches = (slot: TextSlot, said: string[], q: string): boolean =>
  [tCode("text", slot.key), tCode("text_group", slot.group), ...said].some((one) => one.toLowerCase().includes(q));

/** All that one place says: found and changed on the left, seen on the right where the customer will see it. */
export function TextsEditor({ slots, place, house, picker }: Props) {
  const below = useMemo(() => inherited(slots, place, house), [slots, place, house]);
  const [begin, setBegin] = useState(place);
  const [said, setSaid] = useState(() => whole(place, below));
  const [chosen, setChosen] = useState(slots[0]!.key);
  const [open, setOpen] = useState(false);
  const [q, setQ] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Record<string, Record<string, string>>>({});
  const [beaten, setBeaten] = useState<Quicker | null>(null);
  const own = ownOf(said, below);
  const dirty = JSON.stringify(own) !== JSON.stringify(ownOf(whole(begin, below), below));
  useUnsaved(dirty);
  const take = (now: TextsPlace): void => {
    setBegin(now);
    setSaid(whole(now, below));
    setWrong({});
    setBeaten(null);
  };
  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.code === "texts_changed")
      return setBeaten({ by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") });
    const field = fieldOf(error);
    if (field === null) return sayError(error);
    setWrong({ [field[0]]: { [field[1]]: sentence(error) } });
    setQ("");
    setChosen(field[0]);
    setOpen(true);
  };
  const save = (): void => {
    setBusy(true);
    setWrong({});
    saveTexts(begin, own)
      .then((now) => {
        take(now);
        sayDone(t("texts.saved"));
      })
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  const look = q.trim().toLowerCase();
  const found = slots.filter((slot) => matches(slot, [...said[slot.key]!.zh, ...said[slot.key]!.en], look));
  const row = (slot: TextSlot): ReactNode => {
    const mine = said[slot.key]!;
    const isOwnNow = isOwn(mine, below[slot.key]!);
    const set = (next: typeof mine): void => {
      setSaid({ ...said, [slot.key]: next });
      if (wrong[slot.key]) setWrong({});
    };
    return (
      <TextRow
        key={slot.key}
        slot={slot}
        said={mine}
        own={isOwnNow}
        open={open && chosen === slot.key}
        wrong={wrong[slot.key] !== undefined}
        choose={() => {
          setOpen(chosen !== slot.key || !open);
          setChosen(slot.key);
        }}
      >
        <TextFields
          slot={slot}
          said={mine}
          wrong={wrong[slot.key] ?? {}}
          reset={isOwnNow ? () => set(below[slot.key]!) : null}
          ofChannel={place.place !== HOUSE}
          change={set}
        />
      </TextRow>
    );
  };
  return (
    <BesidePreview
      title={t("settings.texts")}
      text={t("texts.text")}
      picker={picker}
      beaten={beaten}
      take={() => take(place)}
      preview={<TextsPreview place={place} slots={slots} slot={slots.find(({ key }) => key === chosen)!} said={said} />}
      versions={(close) => (
        <TextsVersions
          place={begin}
          held={dirty}
          close={close}
          restored={(now) => {
            take(now);
            close();
          }}
        />
      )}
    >
      <Input
        allowClear
        value={q}
        placeholder={t("texts.look")}
        aria-label={t("texts.look")}
        onChange={(event) => setQ(event.target.value)}
      />
      {found.length === 0 && <Empty title={t("texts.none")} text={t("texts.none_hint")} />}
      {[...new Set(found.map(({ group }) => group))].map((group) => (
        <section key={group} className={css.group} aria-label={tCode("text_group", group)}>
          <h2>{tCode("text_group", group)}</h2>
          <ul>{found.filter((slot) => slot.group === group).map(row)}</ul>
        </section>
      ))}
      <SaveBar>
        <Button disabled={!dirty || busy} onClick={() => take(begin)}>
          {t("look.discard")}
        </Button>
        <Button type="primary" loading={busy} disabled={!dirty} onClick={save}>
          {t("action.save")}
        </Button>
      </SaveBar>
    </BesidePreview>
  );
}
