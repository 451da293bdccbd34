import { SettingsForm } from "#components/settings/settings-form.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { BUTTON } from "#components/ui/button.ts";
import { mayRole } from "#lib/domain/roles.ts";
import { listOwnProjects } from "#lib/store/find-membership.ts";
import { openProject } from "../../_data/open-project.ts";
import { makeProject } from "../_actions/make-project.ts";
import { openOtherProject } from "../_actions/open-other-project.ts";

export async function ProjectsPanel() {
  const { store, project, reader, role } = await openProject();
  const own = await listOwnProjects(store, reader.userId);
  return (
    <SettingsSection
      id="projects"
      title="Projects"
      note="Tasks, keys, prices and alerts belong to one project and are never mixed with another's."
    >
      <table className="ledger mb-4 w-full">
        <caption className="sr-only">Projects you can open</caption>
        <thead>
          <tr>
            <th scope="col" className="th pr-4 text-left">
              Name
            </th>
            <th scope="col" className="th pr-4 text-left">
              your role
            </th>
            <th scope="col" className="th">
              <span className="sr-only">Open</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {own.map(({ project: one, role: there }) => (
            <tr key={one.id} className="h-9">
              <th scope="row" className="py-1 pr-4 text-left font-normal wrap-anywhere">
                {one.name}
              </th>
              <td className="pr-4">{there}</td>
              <td className="text-right whitespace-nowrap">
                {one.id === project.id ? (
                  <span className="text-mute">open</span>
                ) : (
                  <form action={openOtherProject}>
                    <input type="hidden" name="slug" value={one.slug} />
                    <button type="submit" className={`${BUTTON} h-7`} aria-label={`Open ${one.name}`}>
                      Open
                    </button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mayRole(role, "configure") ? (
        <SettingsForm
          action={makeProject}
          submit="Make project"
          fields={[
            { name: "name", label: "Name of the new project", value: "", width: "200px" },
            { name: "slug", label: "Its address", value: "", width: "200px" },
          ]}
        />
      ) : null}
    </SettingsSection>
  );
}
