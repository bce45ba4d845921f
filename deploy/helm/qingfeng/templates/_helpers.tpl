{{- define "qingfeng.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "qingfeng.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "qingfeng.labels" -}}
{{ include "qingfeng.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "qingfeng.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* A variable whose value stays in the Secret: (list root name key) */}}
{{- define "qingfeng.kept" -}}
- name: {{ index . 1 }}
  valueFrom: {secretKeyRef: {name: {{ (index . 0).Values.secret.name | quote }}, key: {{ index . 2 | quote }}}}
{{- end }}

{{- define "qingfeng.env" -}}
{{ include "qingfeng.kept" (list . "QF_DATABASE_URL" .Values.secret.keys.databaseUrl) }}
{{ include "qingfeng.kept" (list . "QF_NATS_URL" .Values.secret.keys.natsUrl) }}
{{ include "qingfeng.kept" (list . "QF_SECRET_KEY" .Values.secret.keys.secretKey) }}
{{- with .Values.secret.keys.metricsToken }}
{{ include "qingfeng.kept" (list $ "QF_METRICS_TOKEN" .) }}
{{- end }}
- {name: QF_PUBLIC_URL, value: {{ .Values.publicUrl | quote }}}
- {name: QF_LOG_LEVEL, value: {{ .Values.logLevel | quote }}}
- {name: QF_DATABASE_POOL, value: {{ .Values.databasePool | quote }}}
{{- with .Values.trustedProxies }}
- {name: QF_TRUSTED_PROXIES, value: {{ join "," . | quote }}}
{{- end }}
{{- with .Values.otlpEndpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What every pod is: an ordinary user on a file system that cannot be written, and nothing of the cluster's. */}}
{{- define "qingfeng.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - {name: tmp, emptyDir: {}}
  - {name: data, emptyDir: {}}
{{- end }}

{{- define "qingfeng.container" -}}
image: {{ include "qingfeng.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: data, mountPath: /data}
{{- end }}
