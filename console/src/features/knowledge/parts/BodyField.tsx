import Button from "antd/es/button";
import ConfigProvider from "antd/es/config-provider";
import Input from "antd/es/input";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { ImagePlus, ListOrdered } from "lucide-react";
import { useRef, useState } from "react";
import type { ClipboardEvent, DragEvent } from "react";
import { written } from "@/design/prose";
import { t } from "@/i18n";
import { emptySteps, inserted } from "../insert";
import { PictureDialog } from "./PictureDialog";
import css from "./body.module.css";

const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

interface Props {
  id?: string;
  value?: string;
  onChange?: (body: string) => void;
}

/** The words of an article; pictures are chosen, pasted or dropped and stand where the cursor was. */
export function BodyField({ id, value = "", onChange }: Props) {
  const area = useRef<TextAreaRef>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [waiting, setWaiting] = useState<File[]>([]);
  const [over, setOver] = useState(false);
  const disabled = ConfigProvider.useConfig().componentDisabled ?? false;
  const put = (text: string): void => {
    const field = area.current?.resizableTextArea?.textArea;
    const done = inserted(value, field?.selectionStart ?? value.length, text);
    onChange?.(done.body);
    setTimeout(() => {
      field?.focus();
      field?.setSelectionRange(done.at, done.at);
    });
  };
  const take = (files: FileList | null | undefined): boolean => {
    const found = [...(files ?? [])].filter(({ type }) => TYPES.includes(type));
    if (disabled || found.length === 0) return false;
    setWaiting((before) => [...before, ...found]);
    return true;
  };
  const [first, ...rest] = waiting;
  return (
    <div
      className={css.field}
      data-over={over || undefined}
      onDragOver={(event: DragEvent) => {
        if (disabled || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        setOver(false);
        if (take(event.dataTransfer.files)) event.preventDefault();
      }}
    >
      <div className={css.tools} role="toolbar" aria-label={t("shot.tools")}>
        <Button
          size="small"
          icon={<ImagePlus size={14} aria-hidden />}
          disabled={disabled}
          onClick={() => picker.current?.click()}
        >
          {t("shot.add")}
        </Button>
        <Button
          size="small"
          icon={<ListOrdered size={14} aria-hidden />}
          disabled={disabled}
          onClick={() => put(emptySteps())}
        >
          {t("shot.steps")}
        </Button>
        <span className="muted">{t("shot.hint")}</span>
      </div>
      <input
        ref={picker}
        type="file"
        accept={TYPES.join(",")}
        multiple
        style={{ display: "none" }}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      <Input.TextArea
        {...(id === undefined ? {} : { id })}
        ref={area}
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
        onPaste={(event: ClipboardEvent) => {
          if (take(event.clipboardData.files)) event.preventDefault();
        }}
        autoSize={{ minRows: 8, maxRows: 22 }}
        maxLength={20_000}
        showCount
      />
      {first !== undefined && (
        <PictureDialog
          key={`${first.name}-${waiting.length}`}
          file={first}
          close={() => setWaiting(rest)}
          done={(file, words, caption) => {
            put(written(file.id, words, caption));
            setWaiting(rest);
          }}
        />
      )}
    </div>
  );
}
