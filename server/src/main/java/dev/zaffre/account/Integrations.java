package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;

/** What accounts have connected, as the {@code integrations} of their JSON; {@code connection} knows. */
@FunctionalInterface
public interface Integrations {
    /** Nothing is connected anywhere. */
    Integrations NONE = (environment, accounts) -> Map.of();

    /** One question for a whole page of accounts; an account without connections may be left out. */
    Map<AccountId, ArrayNode> of(EnvironmentId environment, Collection<AccountId> accounts);
}
