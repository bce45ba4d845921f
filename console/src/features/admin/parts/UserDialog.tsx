import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { Role, Seat, User, UserChoices } from "@/api/types";
import { sayError, sentence, useGuard } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { SkillLevels } from "@/features/people";
import { roleWord } from "@/features/session";
import { locale, t } from "@/i18n";
import { changeUser, invite } from "../accounts";
import css from "./users.module.css";

interface Values extends Partial<Seat> {
  email?: string;
  name: string;
  role: Role;
  answers: boolean;
}
const FIELDS = ["email", "name", "role", "team_id", "capacity", "skills"] as const;

function seatOf(values: Values): Seat | null {
  if (!values.answers) return null;
  return { team_id: values.team_id ?? null, capacity: values.capacity ?? 0, skills: values.skills ?? {} };
}

function SeatFields({ choices }: { choices: UserChoices }) {
  const named = choices.teams.map((team) => ({
    value: team.id,
    label: locale() === "en" ? team.name_en : team.name,
  }));
  return (
    <>
      <div className={css.pair}>
        <Form.Item name="team_id" label={t("users.team")}>
          <Select allowClear options={named} placeholder={t("users.no_team")} />
        </Form.Item>
        <Form.Item
          name="capacity"
          label={t("users.capacity")}
          extra={t("users.capacity_hint")}
          rules={[{ required: true, message: t("users.capacity_missing") }]}
        >
          <InputNumber min={0} max={60} precision={0} />
        </Form.Item>
      </div>
      {choices.skills.length > 0 && (
        <Form.Item name="skills" label={t("users.skills")}>
          <SkillLevels
            skills={choices.skills.map(({ code, name_en, name_zh }) => ({
              code,
              name: locale() === "en" ? name_en : name_zh,
            }))}
          />
        </Form.Item>
      )}
    </>
  );
}

/** Invites somebody (`user` null) or changes them. A click beside it does not lose what was typed. */
export function UserDialog({
  user,
  choices,
  done,
  cancel,
}: {
  user: User | null;
  choices: UserChoices;
  done: (link: string | null) => void;
  cancel: () => void;
}) {
  const [form] = Form.useForm<Values>();
  const answers = Form.useWatch("answers", form);
  const [busy, setBusy] = useState(false);
  const guard = useGuard(cancel);
  const save = async (values: Values): Promise<void> => {
    setBusy(true);
    const body = { name: values.name.trim(), role: values.role, seat: seatOf(values) };
    try {
      if (user === null) done(await invite(values.email ?? "", body));
      else {
        await changeUser(user, body);
        done(null);
      }
    } catch (error) {
      setBusy(false);
      const named = error instanceof ApiError ? error.field?.split(".").pop() : undefined;
      const field = FIELDS.find((name) => name === named);
      if (field === undefined) sayError(error);
      else form.setFields([{ name: field, errors: [sentence(error)] }]);
    }
  };
  const roles = choices.roles.filter((role) => role.given || role.code === user?.role);
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={user === null ? t("users.invite") : t("users.edit")}
      okText={user === null ? t("users.invite") : t("action.save")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={cancel}
      width={560}
    >
      <Form<Values>
        name="user"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          name: user?.name,
          role: user?.role ?? "agent",
          answers: user === null || user.seat !== null,
          team_id: user?.seat?.team_id,
          capacity: user?.seat?.capacity ?? 5,
          skills: user?.seat?.skills ?? {},
        }}
        onValuesChange={guard.touch}
        onFinish={(values) => void save(values)}
      >
        {user === null && (
          <Form.Item
            name="email"
            label={t("session.email")}
            extra={t("users.email_hint")}
            rules={[{ required: true, whitespace: true, message: t("session.email_missing") }]}
          >
            <Input autoFocus maxLength={200} inputMode="email" spellCheck={false} autoComplete="off" />
          </Form.Item>
        )}
        <div className={css.pair}>
          <Form.Item
            name="name"
            label={t("users.name")}
            rules={[{ required: true, whitespace: true, message: t("users.name_missing") }]}
          >
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
          <Form.Item name="role" label={t("users.role")}>
            <Select options={roles.map((role) => ({ value: role.code, label: roleWord(role.code, role) }))} />
          </Form.Item>
        </div>
        <Form.Item name="answers" label={t("users.answers")} extra={t("users.answers_hint")} valuePropName="checked">
          <Switch />
        </Form.Item>
        {answers && <SeatFields choices={choices} />}
      </Form>
    </Dialog>
  );
}
