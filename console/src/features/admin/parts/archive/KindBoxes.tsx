import Checkbox from "antd/es/checkbox";
import type { ArchiveKind } from "@/api/types";
import { t, tCode } from "@/i18n";
import css from "./archive.module.css";

/** Which kinds of things: all of them, some, and how many there are of each where that is known. */
export function KindBoxes({
  kinds,
  chosen,
  choose,
  disabled = false,
}: {
  kinds: (Pick<ArchiveKind, "kind"> & { count?: number })[];
  chosen: string[];
  choose: (kinds: string[]) => void;
  disabled?: boolean;
}) {
  const all = kinds.map(({ kind }) => kind);
  return (
    <>
      <Checkbox
        disabled={disabled}
        checked={chosen.length === all.length}
        indeterminate={chosen.length > 0 && chosen.length < all.length}
        onChange={({ target }) => choose(target.checked ? all : [])}
      >
        {t("archive.all")}
      </Checkbox>
      <Checkbox.Group className={css.kinds} value={chosen} onChange={choose} disabled={disabled}>
        {kinds.map(({ kind, count }) => (
          <Checkbox key={kind} value={kind}>
            {tCode("archive_kind", kind)} {count !== undefined && <span className="num muted">{count}</span>}
          </Checkbox>
        ))}
      </Checkbox.Group>
    </>
  );
}
