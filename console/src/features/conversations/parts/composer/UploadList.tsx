import { FileText, RotateCcw, X } from "lucide-react";
import { t } from "@/i18n";
import { dropUpload, retryUpload } from "../../uploads";
import type { Upload } from "../../uploads";
import css from "./composer.module.css";

export function UploadList({ id, uploads }: { id: string; uploads: Upload[] }) {
  return (
    <ul className={css.uploads} aria-label={t("composer.uploads")}>
      {uploads.map((item) => (
        <li key={item.key} data-failed={item.error !== null || undefined} title={item.error ?? item.name}>
          {item.url !== null ? <img src={item.url} alt="" /> : <FileText size={18} aria-hidden />}
          <span className={css.uploadName}>
            <span className="cut">{item.name}</span>
            {item.error !== null && <small className="cut">{item.error}</small>}
            {item.error === null && item.attachment === null && (
              <progress max={1} value={item.progress} aria-label={t("composer.uploading", { name: item.name })} />
            )}
          </span>
          {item.error !== null && (
            <button
              type="button"
              onClick={() => retryUpload(id, item.key)}
              aria-label={t("action.retry")}
              title={t("action.retry")}
            >
              <RotateCcw size={13} aria-hidden />
            </button>
          )}
          <button
            type="button"
            onClick={() => dropUpload(id, item.key)}
            aria-label={t("composer.remove", { name: item.name })}
            title={t("composer.remove", { name: item.name })}
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
