import { FileWarning, FileText, X } from "lucide-react";
import type { DocumentFile } from "@/api/types";
import { IconButton } from "@/design";
import { t, tCode } from "@/i18n";
import css from "./import.module.css";

function said({ what, count, where }: DocumentFile["left"][number]): string {
  const words = tCode("import_left", what, { count });
  return where === "" ? words : t("import.left_where", { words, where });
}

/** The files that were chosen: how many articles each becomes, what of it is left out, and why one cannot be read. */
export function ImportFiles({ files, remove }: { files: DocumentFile[]; remove: (at: number) => void }) {
  return (
    <ul className={css.files} aria-label={t("import.files")}>
      {files.map((file, at) => (
        <li key={at} data-bad={file.problem !== null || undefined}>
          {file.problem === null ? <FileText size={16} aria-hidden /> : <FileWarning size={16} aria-hidden />}
          <div>
            <b>{file.name}</b>{" "}
            {file.problem === null && (
              <span className="muted">
                {t("import.count", { count: file.articles })}
                {file.pictures > 0 && <> · {t("import.pictures", { count: file.pictures })}</>}
              </span>
            )}
            {file.problem !== null && (
              <p className={css.refused}>
                {tCode("errors", file.problem.code, file.problem.params, file.problem.message)}
              </p>
            )}
            {file.left.length > 0 && (
              <ul className={css.left}>
                {file.left.map((one) => (
                  <li key={one.what}>{said(one)}</li>
                ))}
              </ul>
            )}
          </div>
          <IconButton
            label={t("import.remove", { name: file.name })}
            icon={<X size={14} aria-hidden />}
            onClick={() => remove(at)}
          />
        </li>
      ))}
    </ul>
  );
}
