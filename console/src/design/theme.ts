import type { ThemeConfig } from "antd";
import theme from "antd/es/theme";
import { createStore } from "./store";
import { FONT, dark, light, variable } from "./tokens";
import type { Palette } from "./tokens";

export type Mode = "light" | "dark" | "system";
const STORED = "qf.theme";
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const night = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Mode {
  const value = localStorage.getItem(STORED);
  return value === "light" || value === "dark" ? value : "system";
}

export const themeMode = createStore<Mode>(stored());
export const themeDark = createStore<boolean>(isDark(themeMode.get()));

function isDark(mode: Mode): boolean {
  return mode === "system" ? night.matches : mode === "dark";
}

function paint(): void {
  const isNight = isDark(themeMode.get());
  const palette = isNight ? dark : light;
  const root = document.documentElement;
  for (const [name, value] of Object.entries(palette)) root.style.setProperty(variable(name), value);
  root.dataset.theme = isNight ? "dark" : "light";
  root.style.colorScheme = isNight ? "dark" : "light";
  themeDark.set(isNight);
}

export function startTheme(): void {
  night.addEventListener("change", paint);
  paint();
}

export function setMode(mode: Mode): void {
  localStorage.setItem(STORED, mode);
  themeMode.set(mode);
  paint();
}

export function antdTheme(isNight: boolean): ThemeConfig {
  const palette: Palette = isNight ? dark : light;
  return {
    algorithm: isNight ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.brand,
      // White words on the light hover fill would read at 3:1 only, so buttons darken instead.
      colorPrimaryHover: isNight ? palette.brandHover : palette.brandPressed,
      colorPrimaryActive: palette.brandPressed,
      colorPrimaryBg: palette.brandWash,
      colorTextLightSolid: palette.onBrand,
      colorLink: palette.brand,
      colorInfo: palette.brand,
      colorSuccess: palette.green,
      colorWarning: palette.amberFill,
      colorError: palette.red,
      colorInfoBg: palette.brandWash,
      colorInfoBorder: palette.line,
      colorWarningBg: palette.amberWash,
      colorWarningBorder: palette.line,
      colorErrorBg: palette.redWash,
      colorErrorBorder: palette.line,
      colorText: palette.ink,
      colorTextSecondary: palette.secondary,
      colorTextTertiary: palette.secondary,
      colorTextPlaceholder: palette.secondary,
      colorBgBase: palette.surface,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorBorder: palette.edge,
      colorBorderSecondary: palette.line,
      fontFamily: FONT,
      fontSize: 13,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: 32,
      controlHeightSM: 26,
      motionDurationFast: "0.12s",
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.18s",
      boxShadowSecondary: palette.shadow,
      // With reduced motion antd must not animate at all: it waits for animations to end before it places a popup.
      motion: !still.matches,
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
        colorError: palette.red,
      },
      Tooltip: { colorBgSpotlight: isNight ? "#2E3A3F" : "#24313A", colorTextLightSolid: "#FFFFFF" },
      Table: {
        headerBg: palette.surface,
        cellPaddingBlock: 10,
        headerColor: palette.secondary,
        headerSplitColor: "transparent",
      },
      Tabs: { horizontalItemGutter: 20 },
    },
  };
}
