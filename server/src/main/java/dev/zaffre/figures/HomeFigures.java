package dev.zaffre.figures;

import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.List;

/** Figures as the rest of the product sees them: routes, and the counting behind them. */
public final class HomeFigures implements AutoCloseable {
    private final Rollup rollup;
    private final FigureRoutes routes;

    public HomeFigures(Database database, Catalog catalog) {
        this.rollup = new Rollup(database, Instant::now);
        this.routes = new FigureRoutes(database, catalog, Instant::now);
    }

    public List<Route> routes() {
        return routes.routes();
    }

    @Override
    public void close() {
        rollup.close();
    }
}
