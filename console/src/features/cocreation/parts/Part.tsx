import Button from "antd/es/button";
import Input from "antd/es/input";
import { useEffect, useState } from "react";
import { ApiError } from "@/api/http";
import type { PartName, RoomOut, RoomText } from "@/api/cocreation";
import { Ago, mod, sayError, useUnsaved } from "@/design";
import { t, tCode } from "@/i18n";
import { again, api, changed } from "../data";
import { Conflict } from "./Conflict";
import { Earlier } from "./Earlier";
import css from "./cocreation.module.css";

const LIMITS: Record<PartName, number> = { title: 120, questions: 6_200, body: 20_000, note: 20_000 };

/** Who wrote it last; who is writing in it now. */
function Head({ part, text, writing }: { part: PartName; text: RoomText; writing: string[] }) {
  return (
    <span className={css.partHead}>
      <b>{tCode("rooms.part", part)}</b>
      {text.at !== null && (
        <small className="muted">
          {text.by_name} <Ago at={text.at} />
        </small>
      )}
      {writing.length > 0 && (
        <small className={css.soon}>{t("rooms.writing", { names: writing.join(t("list.comma")) })}</small>
      )}
    </span>
  );
}

/**
 * A part of the draft. What is typed is kept until it is saved; when somebody was quicker, both texts are shown and
 * nothing is lost.
 */
export function Part({
  whole,
  part,
  mayWrite,
  writing,
  attend,
}: {
  whole: RoomOut;
  part: PartName;
  mayWrite: boolean;
  writing: string[];
  attend: (part: PartName | "") => void;
}) {
  const text = whole.parts.find((one) => one.part === part) as RoomText;
  const [mine, setMine] = useState<string | null>(null);
  const [base, setBase] = useState(text.version);
  const [busy, setBusy] = useState(false);
  const [clash, setClash] = useState(false);
  const [earlier, setEarlier] = useState(false);
  const dirty = mine !== null && mine !== text.text;
  useUnsaved(dirty);
  useEffect(() => {
    if (mine === null) setBase(text.version);
  }, [mine, text.version]);
  const save = (version = base): void => {
    if (!dirty || busy) return;
    setBusy(true);
    changed(api.write(whole.room.id, part, version, mine))
      .then(
        () => {
          setMine(null);
          setClash(false);
          attend("");
        },
        (error: unknown) => {
          if (!(error instanceof ApiError && error.code === "part_changed")) sayError(error);
          else void again(whole.room.id).then(() => setClash(true));
        },
      )
      .finally(() => setBusy(false));
  };
  const press = (event: React.KeyboardEvent): void => {
    if (!mod(event) || (event.key !== "s" && event.key !== "Enter")) return;
    event.preventDefault();
    save();
  };
  const shared = {
    value: mine ?? text.text,
    maxLength: LIMITS[part],
    readOnly: !mayWrite,
    placeholder: tCode("rooms.part_hint", part),
    "aria-label": tCode("rooms.part", part),
    onKeyDown: press,
    onFocus: () => mayWrite && attend(part),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (mine === null) setBase(text.version);
      setMine(event.target.value);
    },
  };
  const rows = { title: 1, questions: 3, body: 8, note: 3 }[part];
  return (
    <section className={css.part} data-dirty={dirty || undefined}>
      <header>
        <Head part={part} text={text} writing={writing} />
        <span className={css.acts}>
          {text.version > 1 && (
            <Button type="text" size="small" onClick={() => setEarlier(true)}>
              {t("rooms.earlier", { count: text.version })}
            </Button>
          )}
          {dirty && (
            <>
              <Button type="text" size="small" onClick={() => setMine(null)}>
                {t("rooms.drop")}
              </Button>
              <Button type="primary" size="small" loading={busy} onClick={() => save()}>
                {t("action.save")}
              </Button>
            </>
          )}
        </span>
      </header>
      {part === "title" ? (
        <Input {...shared} />
      ) : (
        <Input.TextArea {...shared} autoSize={{ minRows: rows, maxRows: 24 }} />
      )}
      {dirty && base !== text.version && !clash && (
        <p className={css.soon} role="status">
          {t("rooms.overtaken", { by: text.by_name })}{" "}
          <Button type="link" size="small" onClick={() => setClash(true)}>
            {t("rooms.compare")}
          </Button>
        </p>
      )}
      {clash && mine !== null && (
        <Conflict
          part={part}
          mine={mine}
          theirs={text}
          busy={busy}
          keep={(words) => setMine(words)}
          takeTheirs={() => {
            setMine(null);
            setClash(false);
          }}
          write={() => save(text.version)}
          later={() => setClash(false)}
        />
      )}
      {earlier && (
        <Earlier
          room={whole.room.id}
          part={part}
          mayWrite={mayWrite}
          take={(words) => {
            setMine(words);
            setEarlier(false);
          }}
          close={() => setEarlier(false)}
        />
      )}
    </section>
  );
}
