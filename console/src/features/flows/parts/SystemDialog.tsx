import Form from "antd/es/form";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Select from "antd/es/select";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { BusinessSystem, BusinessSystemDraft } from "@/api/types";
import { sayDone, sayError, sentence } from "@/design";
import { t, tCode } from "@/i18n";
import { saveSystem } from "../data";

const AUTHS = ["none", "bearer", "header", "basic"] as const;

interface Values extends Omit<BusinessSystemDraft, "secret"> {
  code: string;
  secret: string;
}

/** Where a system is and how it is spoken to; saving it reads its description anew. */
export function SystemDialog({ kept, close }: { kept: BusinessSystem | null; close: () => void }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const auth = Form.useWatch("auth", form) ?? kept?.auth ?? "none";
  const missing = [{ required: true, whitespace: true, message: t("groups.missing") }];
  const save = ({ code, secret, ...draft }: Values): void => {
    setBusy(true);
    saveSystem(code, {
      ...draft,
      header: draft.header ?? "",
      rehearsal_path: draft.rehearsal_path ?? "",
      secret: secret ? secret : null,
    })
      .then((saved) => {
        sayDone(t("flows.system_saved", { count: saved.operations.length }));
        close();
      })
      .catch((error: unknown) => {
        const field = error instanceof ApiError ? (error.field === "url" ? "document_url" : error.field) : null;
        if (field === null || !form.getFieldsValue(true) || !(field in form.getFieldsValue(true))) sayError(error);
        else form.setFields([{ name: field as keyof Values, errors: [sentence(error)] }]);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      title={kept === null ? t("flows.new_system") : kept.title}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={save}
        initialValues={kept ?? { auth: "none" }}
      >
        <Form.Item name="code" label={t("flows.code")} extra={t("flows.code_hint")} rules={missing}>
          <Input disabled={kept !== null} />
        </Form.Item>
        <Form.Item name="title" label={t("flows.name")} rules={missing}>
          <Input />
        </Form.Item>
        <Form.Item name="base_url" label={t("flows.base_url")} rules={missing}>
          <Input placeholder="https://shop.example.com/api" />
        </Form.Item>
        <Form.Item name="document_url" label={t("flows.document_url")} extra={t("flows.document_hint")} rules={missing}>
          <Input placeholder="https://shop.example.com/openapi.json" />
        </Form.Item>
        <Form.Item name="rehearsal_path" label={t("flows.rehearsal_path")} extra={t("flows.rehearsal_hint")}>
          <Input placeholder="/rehearsal" />
        </Form.Item>
        <Form.Item name="auth" label={t("flows.auth")}>
          <Select options={AUTHS.map((value) => ({ value, label: tCode("flow_auth", value) }))} />
        </Form.Item>
        {auth === "header" && (
          <Form.Item name="header" label={t("flows.header")} rules={missing}>
            <Input placeholder="X-Api-Key" />
          </Form.Item>
        )}
        {auth !== "none" && (
          <Form.Item
            name="secret"
            label={t("flows.secret")}
            extra={kept?.has_secret ? t("flows.secret_kept") : t("flows.secret_hint")}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
