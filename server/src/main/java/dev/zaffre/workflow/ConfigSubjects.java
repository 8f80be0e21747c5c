package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.catalog.CatalogRoutes;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a request about a config speaks of: whose it is, and of which app. */
final class ConfigSubjects {
    private final Configs configs;
    private final LinkedAccounts accounts;
    private final Catalog catalog;

    ConfigSubjects(Configs configs, LinkedAccounts accounts, Catalog catalog) {
        this.configs = configs;
        this.accounts = accounts;
        this.catalog = catalog;
    }

    /** @param app slug of an app that exists */
    record Subject(EnvironmentId environment, LinkedAccount account, String app) {}

    Subject ofPath(Request request) {
        return of(request, request.pathValue("slug"));
    }

    Subject ofHeader(Request request) {
        return of(request, request.header("slug").orElse(""));
    }

    /** The account may be named in the body too: the server SDK sends it in both places. */
    Subject ofBody(Request request, ObjectNode body) {
        return of(request, Members.text(body, "slug", 256).orElse(""));
    }

    private Subject of(Request request, String app) {
        LinkedAccount account = accounts.require(request);
        requireApp(catalog, request, app);
        return new Subject(account.environment(), account, app);
    }

    /** @throws ApiError 400 when no app is named, 404 when it does not exist */
    static void requireApp(Catalog catalog, Request request, String app) {
        if (app.isBlank()) {
            throw ApiError.badRequest("MISSING_REQUIRED_FIELD", "slug is required: the slug of the app");
        }
        Caller caller = request.requireCaller();
        if (catalog.find(caller.environment(), app).isEmpty()) {
            throw ApiError.notFound(
                    "INVALID_APP_ID",
                    "Application with app_type '" + app + "' not found for org " + caller.organization()
                            + CatalogRoutes.meant(catalog, app, caller.environment()));
        }
    }

    Config require(Subject subject, String configId) {
        return configs.find(subject.environment(), subject.account().id(), subject.app(), configId)
                .orElseThrow(
                        () -> ApiError.notFound("SERVER_ERROR", "Config with config id " + configId + " not found"));
    }

    /** The config named like the account is made when it is first needed; others must have been made. */
    Config requireOrDefault(Subject subject, String configId) {
        return configId.equals(subject.account().name())
                ? configs.findOrCreate(subject.environment(), subject.account().id(), subject.app(), configId)
                : require(subject, configId);
    }
}
