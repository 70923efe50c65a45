import type { ComponentChild } from "preact";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  readonly id: string;
  readonly title?: string | undefined;
  /** Nothing to do now. The button keeps the focus it may have, which `disabled` would lose. */
  readonly idle?: boolean;
  readonly primary?: boolean;
  readonly icon?: IconName;
  readonly children: ComponentChild;
  onClick(): void;
}

/** A button with words on it. */
export function TextButton({ id, title, idle = false, primary = false, icon, children, onClick }: ButtonProps): ComponentChild {
  return (
    <button
      type="button"
      title={title}
      class={primary ? "primary" : ""}
      aria-disabled={idle}
      data-testid={id}
      onClick={() => {
        if (!idle) onClick();
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly id: string;
  readonly pressed?: boolean;
  onClick(): void;
}

/** A button with a drawing on it, and its name for those who point at it or listen. */
export function IconButton({ icon, label, id, pressed, onClick }: IconButtonProps): ComponentChild {
  return (
    <button
      type="button"
      class="iconbutton"
      title={label}
      aria-label={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      data-testid={id}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
