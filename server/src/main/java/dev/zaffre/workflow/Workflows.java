package dev.zaffre.workflow;

import dev.zaffre.base.EnvironmentId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The workflows of an environment. Published versions are compiled once and answered from memory. */
public final class Workflows {
    private Workflows() {}

    /** Every published workflow with the event trigger of that name, private ones of any account included. */
    public List<PublishedWorkflow> listeningTo(EnvironmentId environment, String event) {
        throw new UnsupportedOperationException();
    }

    /** The published version of a workflow, by id or alias, whatever its trigger. */
    public Optional<PublishedWorkflow> published(EnvironmentId environment, String idOrAlias) {
        throw new UnsupportedOperationException();
    }

    /** An immutable version: what a run that began on it goes on with. */
    public Optional<CompiledWorkflow> version(EnvironmentId environment, UUID workflow, int version) {
        throw new UnsupportedOperationException();
    }
}
