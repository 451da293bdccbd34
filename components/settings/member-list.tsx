import { Instant } from "#components/figures/instant.tsx";
import { ConfirmAction } from "./confirm-action.tsx";
import { SettingsForm } from "./settings-form.tsx";
import type { FormAction } from "./settings-form.tsx";

export interface ListedMember {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

export interface ListedInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly expiresAt: Date;
}

interface MemberListProps {
  readonly members: readonly ListedMember[];
  readonly invitations: readonly ListedInvitation[];
  /** The person who looks at it. */
  readonly readerId: string;
  readonly mayChange: boolean;
  readonly roles: readonly { readonly value: string; readonly label: string }[];
  readonly actions: { readonly changeRole: FormAction; readonly remove: FormAction; readonly revoke: FormAction };
}

/** Who belongs to the team, then who was asked. */
export function MemberList({ members, invitations, ...rest }: MemberListProps) {
  return (
    <ul className="mb-4 divide-y divide-hair border-y border-hair">
      {members.map((member) => (
        <MemberLine key={member.userId} member={member} {...rest} />
      ))}
      {invitations.map((invitation) => (
        <InvitationLine key={invitation.id} invitation={invitation} {...rest} />
      ))}
    </ul>
  );
}

const LINE = "flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2";

type MemberLineProps = Omit<MemberListProps, "members" | "invitations"> & { readonly member: ListedMember };

function MemberLine({ member, readerId, mayChange, roles, actions }: MemberLineProps) {
  const { userId, name, email, role } = member;
  return (
    <li className={LINE}>
      <p className="min-w-[180px] wrap-anywhere">
        {name}
        {userId === readerId ? <span className="text-mute"> (you)</span> : null}
        <span className="block text-note text-mute">{email}</span>
      </p>
      {mayChange ? (
        <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
          <SettingsForm
            action={actions.changeRole}
            submit="Save"
            submitName={`Save role of ${email}`}
            hidden={{ user_id: userId }}
            inRow
            fields={[{ name: "role", label: "Role", of: email, value: role, width: "270px", options: roles }]}
          />
          <ConfirmAction
            action={actions.remove}
            hidden={{ user_id: userId }}
            open="Take out"
            openName={`Take ${email} out`}
            question={`Take ${name} out?`}
            consequence="They see none of this team's projects from the next click on. What they did stays written down; they can be invited again."
            confirm="Take out"
            keep="Keep"
          />
        </div>
      ) : (
        <span>{role}</span>
      )}
    </li>
  );
}

type InvitationLineProps = Pick<MemberListProps, "mayChange" | "actions"> & { readonly invitation: ListedInvitation };

function InvitationLine({ invitation, mayChange, actions }: InvitationLineProps) {
  const { id, email, role, expiresAt } = invitation;
  return (
    <li className={`${LINE} text-mute`}>
      <p className="wrap-anywhere">
        {email}
        <span className="block text-note">
          invited as {role}, until <Instant at={expiresAt} named />
        </span>
      </p>
      {mayChange ? (
        <ConfirmAction
          action={actions.revoke}
          hidden={{ id }}
          open="Take back"
          openName={`Take the invitation of ${email} back`}
          question={`Take the invitation of ${email} back?`}
          consequence="The link stops working at once. They can be invited again."
          confirm="Take back"
          keep="Keep"
        />
      ) : null}
    </li>
  );
}
