package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Secret;
import java.util.Map;

/**
 * One customer of the company.
 *
 * @param id ours
 * @param name the company's {@code linked_account_id}, unique in the environment
 * @param udf user-defined fields
 * @param credentials {@code your_app.auth_credentials}, decrypted
 */
public record LinkedAccount(
        AccountId id,
        EnvironmentId environment,
        String name,
        Map<String, String> udf,
        Map<String, Secret> credentials) {}
