import type { ComponentChild } from "preact";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  readonly id: string;
  readonly title?: string | undefined;
  /** Nothing to do now. The button keeps the focus it may have, which `disabled` would lose. */
  readonly idle?: boolean;
  readonly primary?: boolean;
  /** Without a box around it, as in VS Code's own toolbars. */
  readonly quiet?: boolean;
  readonly icon?: IconName;
  /** Id of an element that says more. */
  readonly describedBy?: string;
  readonly children: ComponentChild;
  onClick(): void;
}

/** A button with words on it. */
export function TextButton(props: ButtonProps): ComponentChild {
  const { id, title, idle = false, primary = false, quiet = false, icon, describedBy, children, onClick } = props;
  return (
    <button
      type="button"
      title={title}
      class={primary ? "primary" : quiet ? "quiet" : ""}
      aria-disabled={idle}
      {...(describedBy === undefined ? {} : { "aria-describedby": describedBy })}
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
  /** Whether its menu is open, where it has one. */
  readonly expanded?: boolean;
  onClick(): void;
}

/** A button with a drawing on it, and its name for those who point at it or listen. */
export function IconButton({ icon, label, id, pressed, expanded, onClick }: IconButtonProps): ComponentChild {
  return (
    <button
      type="button"
      class="iconbutton"
      title={label}
      aria-label={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...(expanded === undefined ? {} : { "aria-haspopup": "menu" as const, "aria-expanded": expanded })}
      data-testid={id}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
