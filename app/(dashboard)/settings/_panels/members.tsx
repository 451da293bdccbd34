import { PageLink } from "#components/controls/page-link.tsx";
import { MemberList } from "#components/settings/member-list.tsx";
import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { mayRole } from "#lib/domain/roles.ts";
import { listMembers } from "#lib/store/change-members.ts";
import { listInvitations } from "#lib/store/invite.ts";
import { openProject } from "../../_data/open-project.ts";
import { changeMemberRole } from "../_actions/change-member-role.ts";
import { inviteMember } from "../_actions/invite-member.ts";
import { removeMember } from "../_actions/remove-member.ts";
import { revokeInvitation } from "../_actions/revoke-invitation.ts";

const ROLE_OPTIONS = [
  { value: "viewer", label: "viewer: sees everything" },
  { value: "member", label: "member: also says how tasks ended" },
  { value: "admin", label: "admin: also settings, keys, people" },
  { value: "owner", label: "owner: also owners" },
] as const;

export async function MembersPanel() {
  const { store, project, reader, role } = await openProject();
  const { organisationId } = project;
  const [members, invitations] = await Promise.all([
    listMembers(store, organisationId),
    listInvitations(store, organisationId),
  ]);
  return (
    <SettingsSection
      id="members"
      title="Members"
      note={
        <>
          Whoever is a member sees every project of this team. Invitations are links that work once, within a week.
          <PageLink href="/settings/changes" className="link mt-1 block">
            Who changed what
          </PageLink>
        </>
      }
    >
      <MemberList
        members={members}
        invitations={invitations}
        readerId={reader.userId}
        mayChange={mayRole(role, "configure")}
        roles={ROLE_OPTIONS}
        actions={{ changeRole: changeMemberRole, remove: removeMember, revoke: revokeInvitation }}
      />
      {mayRole(role, "configure") ? (
        <SettingsForm
          action={inviteMember}
          submit="Invite"
          fields={[
            { name: "email", label: "E-mail address of the new member", value: "", width: "252px" },
            { name: "role", label: "Role of the new member", value: "member", width: "290px", options: ROLE_OPTIONS },
          ]}
        />
      ) : null}
    </SettingsSection>
  );
}
