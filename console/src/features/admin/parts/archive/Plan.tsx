import type { ArchiveItem, ArchivePlan } from "@/api/types";
import { Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { byKind } from "../../archive";
import css from "./archive.module.css";

const TONES = { new: "green", changed: "brand", same: "plain", wrong: "red" } as const;

/** `steps.0.text` → the name of `steps`, where it has one. */
function fieldWord(field: string): string {
  const [first = ""] = field.split(".");
  return tCode("archive_field", first, {}, field);
}

function about(item: ArchiveItem): string {
  if (item.what !== "wrong") return item.changed.map(fieldWord).join(t("list.comma"));
  const why = tCode("errors", item.error ?? "", item.params, item.message ?? "");
  return item.field ? `${fieldWord(item.field)}: ${why}` : why;
}

/** A list of reasons is known by its kind, everything else by its own name. */
function nameOf(item: ArchiveItem): string {
  return item.kind === "reasons" ? tCode("archive_reasons", item.key, {}, item.name) : item.name || item.key;
}

/** What bringing a file in would do, thing by thing. */
export function Plan({ plan }: { plan: ArchivePlan }) {
  const left = Object.values(plan.left).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <p className={css.sum} role="status">
        {(["new", "changed", "same", "wrong"] as const)
          .filter((what) => (plan.counts[what] ?? 0) > 0)
          .map((what) => (
            <span key={what}>
              <Tag tone={TONES[what]}>{tCode("pack_what", what)}</Tag> <b className="num">{plan.counts[what]}</b>
            </span>
          ))}
        {left > 0 && <span className="muted">{t("archive.left", { count: left })}</span>}
      </p>
      {!plan.good && <p role="alert">{t("archive.faults")}</p>}
      {byKind(plan.items).map(([kind, items]) => (
        <section key={kind} aria-label={tCode("archive_kind", kind)}>
          <h4 className={css.group}>
            {tCode("archive_kind", kind)} <span className="num muted">{items.length}</span>
          </h4>
          <ol className={css.items}>
            {items.map((item) => (
              <li key={`${item.place} ${item.key}`} data-wrong={item.what === "wrong" || undefined}>
                <span>{tCode("pack_what", item.what)}</span>
                <span className="cut">{nameOf(item) || t("archive.place", { place: item.place })}</span>
                <span>
                  {about(item)}
                  {item.notes.map((note) => (
                    <small key={note} className={css.warn}>
                      {tCode("archive_note", note)}
                    </small>
                  ))}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
