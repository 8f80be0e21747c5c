package dev.zaffre.workflow;

import dev.zaffre.base.AccountId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What intake must know of a published workflow.
 *
 * @param privateTo the one account it belongs to; null for a public one
 * @param udfFilter conditions on the account's user-defined fields
 * @param udfMatchAll all of them must hold; else any
 */
public record PublishedWorkflow(
        UUID id,
        int version,
        String app,
        String name,
        @Nullable String alias,
        @Nullable AccountId privateTo,
        boolean autoEnable,
        List<UdfCondition> udfFilter,
        boolean udfMatchAll,
        CompiledWorkflow compiled) {
    public record UdfCondition(String key, String value) {
        boolean holds(Map<String, String> udf) {
            return value.equals(udf.get(key));
        }
    }

    /**
     * Whether the workflow is offered to an account with these user-defined fields. Without conditions it is offered to all.
     */
    public boolean admits(Map<String, String> udf) {
        return udfFilter.isEmpty()
                || (udfMatchAll
                        ? udfFilter.stream().allMatch(condition -> condition.holds(udf))
                        : udfFilter.stream().anyMatch(condition -> condition.holds(udf)));
    }
}
