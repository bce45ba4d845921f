import Form from "antd/es/form";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Progress from "antd/es/progress";
import { useEffect, useState } from "react";
import { articles as api } from "@/api/knowledge";
import type { Attachment } from "@/api/types";
import { sentence } from "@/design";
import { t } from "@/i18n";
import css from "./body.module.css";

interface Props {
  file: File;
  close: () => void;
  done: (file: Attachment, words: string, caption: string) => void;
}

/** A picture on its way, and what stands for it where it cannot be seen; without these words it is not put in. */
export function PictureDialog({ file, close, done }: Props) {
  const [share, setShare] = useState(0);
  const [kept, setKept] = useState<Attachment | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [caption, setCaption] = useState("");
  const [shown, setShown] = useState("");
  useEffect(() => {
    const url = URL.createObjectURL(file);
    setShown(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  useEffect(() => {
    const stop = new AbortController();
    api.picture(file, setShare, stop.signal).then(setKept, (error: unknown) => {
      if (!stop.signal.aborted) setFailed(sentence(error));
    });
    return () => stop.abort();
  }, [file]);
  const ready = kept !== null && words.trim() !== "";
  const put = (): void => {
    if (kept !== null && ready) done(kept, words, caption);
  };
  return (
    <Modal
      open
      centered
      title={t("shot.title")}
      okText={t("shot.put")}
      okButtonProps={{ disabled: !ready }}
      onOk={put}
      onCancel={close}
    >
      <Form layout="vertical" component={false}>
        <img className={css.preview} src={shown || undefined} alt="" />
        {failed === null ? (
          <Progress percent={kept === null ? Math.min(99, Math.round(share * 100)) : 100} size="small" />
        ) : (
          <p className={css.failed} role="alert">
            {failed}
          </p>
        )}
        <Form.Item label={t("shot.words")} extra={t("shot.words_hint")}>
          <Input
            autoFocus
            value={words}
            maxLength={200}
            aria-label={t("shot.words")}
            onChange={(event) => setWords(event.target.value)}
            onPressEnter={(event) => {
              if (!event.nativeEvent.isComposing) put();
            }}
          />
        </Form.Item>
        <Form.Item label={t("shot.caption")}>
          <Input
            value={caption}
            maxLength={200}
            aria-label={t("shot.caption")}
            onChange={(event) => setCaption(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
