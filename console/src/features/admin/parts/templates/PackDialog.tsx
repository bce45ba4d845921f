import { useState } from "react";
import type { Pack } from "@/api/types";
import { Tag, sayDone, sayError } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t, tCode } from "@/i18n";
import { importPack, readPack } from "../../templates";
import type { PackBody } from "../../templates";
import css from "./templates.module.css";

const TONES = { new: "green", changed: "brand", same: "plain", wrong: "red" } as const;

/** What a column is called on the screen. */
function fieldWord(field: string): string {
  return field === "" ? "" : tCode("pack_field", field);
}

function Lines({ pack }: { pack: Pack }) {
  const kinds = ["new", "changed", "same", "wrong"] as const;
  return (
    <>
      <p className={css.sum} role="status">
        {kinds.map((what) => (
          <span key={what}>
            <Tag tone={TONES[what]}>{tCode("pack_what", what)}</Tag>{" "}
            <b className="num">{pack.lines.filter((line) => line.what === what).length}</b>
          </span>
        ))}
      </p>
      {!pack.good && <p role="alert">{t("templates.pack_faults")}</p>}
      <ol className={css.plan}>
        {pack.lines
          .filter((line) => line.what !== "same")
          .toSorted((a, b) => Number(b.what === "wrong") - Number(a.what === "wrong") || a.line - b.line)
          .map((line) => (
            <li key={line.line} data-wrong={line.what === "wrong" || undefined}>
              <span className="num">{t("templates.pack_line", { line: line.line })}</span>
              <span>{tCode("pack_what", line.what)}</span>
              <span className="cut">{line.title || line.code}</span>
              <span>
                {line.what === "wrong"
                  ? [fieldWord(line.field ?? ""), tCode("errors", line.error ?? "", {}, line.message ?? "")]
                      .filter(Boolean)
                      .join(": ")
                  : line.changed.map(fieldWord).join(t("list.comma"))}
              </span>
            </li>
          ))}
      </ol>
    </>
  );
}

/** A pack is read and shown, fault by fault, before anything is written; then it is imported whole. */
export function PackDialog({ close }: { close: () => void }) {
  const [body, setBody] = useState<PackBody | null>(null);
  const [pack, setPack] = useState<Pack | null>(null);
  const [busy, setBusy] = useState(false);
  const read = async (file: File): Promise<void> => {
    setPack(null);
    setBusy(true);
    try {
      const next = {
        format: file.name.toLowerCase().endsWith(".json") ? "json" : "csv",
        text: await file.text(),
      } as const;
      setBody(next);
      setPack(await readPack(next));
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };
  const write = (): void => {
    if (body === null || pack === null) return;
    setBusy(true);
    importPack(body, pack)
      .then(
        ({ lines }) => {
          sayDone(t("templates.imported", { count: lines.filter(({ what }) => what !== "same").length }));
          close();
        },
        (error: unknown) => {
          sayError(error);
          readPack(body).then(setPack, () => setPack(null));
        },
      )
      .finally(() => setBusy(false));
  };
  const count = pack?.lines.filter(({ what }) => what === "new" || what === "changed").length ?? 0;
  return (
    <Dialog
      dirty={() => pack !== null}
      title={t("templates.import")}
      okText={t("templates.import_take", { count })}
      okButtonProps={{ disabled: !pack?.good || count === 0, loading: busy }}
      onOk={write}
      cancel={close}
      width={720}
    >
      <p className="muted">{t("templates.import_text")}</p>
      <input
        type="file"
        accept=".json,.csv,application/json,text/csv"
        aria-label={t("templates.import_file")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void read(file);
        }}
      />
      {pack !== null && <Lines pack={pack} />}
    </Dialog>
  );
}
