"""The app that `streamlit run app.py` serves: pages, security headers, health, and a warm-up before the first visitor."""

from pages.parts.server import lifespan, middleware, routes
from streamlit.starlette import App

app = App("pages/frame.py", lifespan=lifespan, routes=routes, middleware=middleware)
