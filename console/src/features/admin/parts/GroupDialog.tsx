import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { useGuard } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { saveGroup } from "../accounts";
import type { GroupKind } from "../accounts";
import { showIn } from "./refused";

export interface Group {
  code: string;
  zh: string;
  en: string;
}

/** A new team or skill (`group` null), or other names for one. */
export function GroupDialog({
  kind,
  group,
  title,
  done,
  cancel,
}: {
  kind: GroupKind;
  group: Group | null;
  title: string;
  done: () => void;
  cancel: () => void;
}) {
  const [form] = Form.useForm<Group>();
  const [busy, setBusy] = useState(false);
  const guard = useGuard(cancel);
  const save = async ({ code, zh, en }: Group): Promise<void> => {
    setBusy(true);
    try {
      await saveGroup(kind, group?.code ?? code.trim(), group === null, { zh, en });
      done();
    } catch (error) {
      setBusy(false);
      showIn(form, ["code", "zh", "en"], error);
    }
  };
  const rules = [{ required: true, whitespace: true, message: t("groups.missing") }];
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={title}
      okText={t("action.save")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={cancel}
      width={420}
    >
      <Form<Group>
        name="group"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={group ?? undefined}
        onValuesChange={guard.touch}
        onFinish={(values) => void save(values)}
      >
        {group === null && (
          <Form.Item name="code" label={t("groups.code")} extra={t("groups.code_hint")} rules={rules}>
            <Input autoFocus maxLength={40} spellCheck={false} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="zh" label={t("groups.zh")} rules={rules}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="en" label={t("groups.en")} rules={rules}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
