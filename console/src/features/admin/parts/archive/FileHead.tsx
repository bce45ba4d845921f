import Button from "antd/es/button";
import { Upload } from "lucide-react";
import { useRef } from "react";
import { t } from "@/i18n";

interface Props {
  /** what is taken and what becomes of it */
  text: string;
  accept: string;
  take: (file: File) => void;
}

/** The head of an import: what it takes, and the button that chooses a file. The same file may be chosen again. */
export function FileHead({ text, accept, take }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <header>
      <div>
        <h3>{t("archive.import")}</h3>
        <p>{text}</p>
      </div>
      <Button icon={<Upload size={14} aria-hidden />} onClick={() => picker.current?.click()}>
        {t("archive.choose")}
      </Button>
      <input
        ref={picker}
        hidden
        type="file"
        accept={accept}
        aria-label={t("archive.choose")}
        onChange={({ target }) => {
          const [picked] = target.files ?? [];
          target.value = "";
          if (picked) take(picked);
        }}
      />
    </header>
  );
}
