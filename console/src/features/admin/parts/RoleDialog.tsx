import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useState } from "react";
import type { RoleBody } from "@/api/accounts";
import type { RoleCard, Roles } from "@/api/types";
import { useSession } from "@/features/session";
import { useGuard } from "@/design";
import { t, tCode } from "@/i18n";
import { saveRole } from "../accounts";
import { closed, given, taken } from "../rights";
import { showIn } from "./refused";
import css from "./roles.module.css";

/** The rights of a role, group by group. What needs another brings it along; what another needs stays. */
export function Rights({
  all,
  mine,
  value = [],
  onChange,
}: {
  all: Roles;
  /** what whoever edits has: nobody gives more */
  mine: string[];
  value?: string[];
  onChange?: (next: string[]) => void;
}) {
  return (
    <div className={css.groups}>
      {all.groups.map((group) => (
        <fieldset key={group.code}>
          <legend>{tCode("rights", group.code)}</legend>
          {group.permissions.map((right) => (
            <Checkbox
              key={right}
              checked={value.includes(right)}
              disabled={!closed(right, all.needs).every((one) => mine.includes(one))}
              onChange={(event) =>
                onChange?.(event.target.checked ? given(value, right, all.needs) : taken(value, right, all.needs))
              }
            >
              <b>{tCode("right", right)}</b>
              <small>{tCode("right_about", right)}</small>
            </Checkbox>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** A new role (`kept` null; `from`: what it begins with), or a change of one. */
export function RoleDialog({
  all,
  kept,
  from,
  done,
  cancel,
}: {
  all: Roles;
  kept: RoleCard | null;
  from: RoleBody;
  done: () => void;
  cancel: () => void;
}) {
  const [form] = Form.useForm<RoleBody>();
  const [busy, setBusy] = useState(false);
  const guard = useGuard(cancel);
  const mine = useSession().permissions;
  const save = async (values: RoleBody): Promise<void> => {
    setBusy(true);
    try {
      await saveRole(kept, values);
      done();
    } catch (error) {
      setBusy(false);
      showIn(form, ["name_zh", "name_en", "about", "permissions"], error);
    }
  };
  const missing = [{ required: true, whitespace: true, message: t("roles.name_missing") }];
  return (
    <Modal
      open
      title={kept === null ? t("roles.new") : t("roles.edit")}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={guard.cancel}
      width={720}
    >
      {kept !== null && kept.people > 0 && <p className="muted">{t("roles.at_once", { count: kept.people })}</p>}
      <Form<RoleBody>
        name="role"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={from}
        onValuesChange={guard.touch}
        onFinish={(values) => void save(values)}
      >
        <div className={css.names}>
          <Form.Item name="name_zh" label={t("roles.name_zh")} rules={missing}>
            <Input autoFocus maxLength={40} autoComplete="off" />
          </Form.Item>
          <Form.Item name="name_en" label={t("roles.name_en")} rules={missing}>
            <Input maxLength={40} autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item name="about" label={t("roles.about")}>
          <Input maxLength={200} autoComplete="off" placeholder={t("roles.about_hint")} />
        </Form.Item>
        <Form.Item
          name="permissions"
          label={t("roles.rights")}
          rules={[{ required: true, type: "array", min: 1, message: t("errors.no_rights") }]}
        >
          <Rights all={all} mine={mine} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
