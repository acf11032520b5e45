package io.isthmus.app;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/** In YAML 1.1 a key {@code on} without quotes is the boolean true: {@code notify.on} as people write it. */
public final class YamlWords implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1L;
    private static final String MEANT = "isthmus.notify.on";
    private static final String READ = "isthmus.notify.true";

    /** How YAML reads a key. */
    static String read(String key) {
        return key.startsWith(MEANT) ? READ + key.substring(MEANT.length()) : key;
    }

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (name.equals(MEANT) || name.startsWith(MEANT + "[")) {
            ConfigValue found = context.proceed(READ + name.substring(MEANT.length()));
            if (found != null) {
                return found.withName(name);
            }
        }
        return context.proceed(name);
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(context.iterateNames(), 0), false)
                .map(name ->
                        name.equals(READ) || name.startsWith(READ + "[") ? MEANT + name.substring(READ.length()) : name)
                .iterator();
    }
}
