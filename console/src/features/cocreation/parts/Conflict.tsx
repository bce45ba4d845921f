import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import type { PartName, RoomText } from "@/api/cocreation";
import { t, tCode } from "@/i18n";
import css from "./cocreation.module.css";

/** Somebody was quicker: both texts side by side. Mine can be changed here; nothing is lost until I choose. */
export function Conflict({
  part,
  mine,
  theirs,
  busy,
  keep,
  takeTheirs,
  write,
  later,
}: {
  part: PartName;
  mine: string;
  theirs: RoomText;
  busy: boolean;
  keep: (words: string) => void;
  takeTheirs: () => void;
  write: () => void;
  later: () => void;
}) {
  return (
    <Modal
      open
      width={960}
      title={t("rooms.clash", { by: theirs.by_name, part: tCode("rooms.part", part) })}
      onCancel={later}
      footer={[
        <Button key="later" onClick={later}>
          {t("rooms.clash_later")}
        </Button>,
        <Button key="theirs" onClick={takeTheirs}>
          {t("rooms.clash_theirs")}
        </Button>,
        <Button key="mine" type="primary" loading={busy} onClick={write}>
          {t("rooms.clash_mine")}
        </Button>,
      ]}
    >
      <p className="muted">{t("rooms.clash_hint")}</p>
      <div className={css.beside}>
        <label>
          <span>{t("rooms.theirs", { by: theirs.by_name })}</span>
          <Input.TextArea readOnly value={theirs.text} autoSize={{ minRows: 6, maxRows: 18 }} />
        </label>
        <label>
          <span>{t("rooms.mine")}</span>
          <Input.TextArea
            value={mine}
            autoSize={{ minRows: 6, maxRows: 18 }}
            onChange={(event) => keep(event.target.value)}
          />
        </label>
      </div>
    </Modal>
  );
}
