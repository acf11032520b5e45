package io.isthmus.app;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/** A configuration as if some keys were not written: they have their defaults. */
record WithoutKeys(Set<String> keys) implements ConfigSourceInterceptor {
    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        return keys.contains(name)
                ? SettingsKeys.otherwise(name)
                        .map(value -> ConfigValue.builder()
                                .withName(name)
                                .withValue(value)
                                .withRawValue(value)
                                .build())
                        .orElse(null)
                : context.proceed(name);
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(context.iterateNames(), 0), false)
                .filter(name -> !keys.contains(name))
                .iterator();
    }
}
