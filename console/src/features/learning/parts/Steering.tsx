import Button from "antd/es/button";
import Form from "antd/es/form";
import InputNumber from "antd/es/input-number";
import Radio from "antd/es/radio";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { Learning, LearningMode } from "@/api/types";
import { sayDone, sayError, sentence, useUnsaved } from "@/design";
import { t, tCode } from "@/i18n";
import { changeLearning } from "../data";
import css from "./learning.module.css";

interface Fields {
  mode: LearningMode;
  explore: number;
  hold_out: number;
}

const MODES: LearningMode[] = ["off", "observe", "steer"];
const parts = (share: number): number => Math.round(share * 1000) / 10;

/** How far the router may go by what it learned. Shares are typed in per cent. */
export function Steering({ learned }: { learned: Learning }) {
  const [form] = Form.useForm<Fields>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  useUnsaved(dirty);
  const may = learned.verdict === "fit" || learned.mode === "steer";
  const save = ({ mode, explore, hold_out }: Fields): void => {
    setBusy(true);
    changeLearning({ version: learned.version, mode, explore: explore / 100, hold_out: hold_out / 100 })
      .then(() => {
        setDirty(false);
        sayDone(t("learning.saved"));
      })
      .catch((error: unknown) => {
        const field = error instanceof ApiError ? error.field : null;
        if (field !== "explore" && field !== "hold_out") return sayError(error);
        form.setFields([{ name: field, errors: [sentence(error)] }]);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Form<Fields>
      className={css.steering ?? ""}
      name="learning"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ mode: learned.mode, explore: parts(learned.explore), hold_out: parts(learned.hold_out) }}
      onValuesChange={() => setDirty(true)}
      onFinish={save}
    >
      <Form.Item name="mode" label={t("learning.mode")}>
        <Radio.Group className={css.modes ?? ""}>
          {MODES.map((mode) => (
            <Radio key={mode} value={mode} disabled={mode === "steer" && !may}>
              {tCode("learning_mode", mode)}
              <small className="muted">{tCode("learning_mode_hint", mode)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <div className={css.shares}>
        <Form.Item name="explore" label={t("learning.explore")} extra={t("learning.explore_hint")}>
          <InputNumber min={0} max={5} step={1} precision={1} suffix="%" />
        </Form.Item>
        <Form.Item name="hold_out" label={t("learning.hold_out")} extra={t("learning.hold_out_hint")}>
          <InputNumber min={2} max={50} step={1} precision={1} suffix="%" />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
        {t("action.save")}
      </Button>
    </Form>
  );
}
